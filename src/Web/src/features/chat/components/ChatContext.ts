import { createContext, useContext } from 'react';
import type { ChatMessage } from '@/lib/realtime/chatProtocol';
import type { ChatRoom } from '../core/ChatRoom';

/** What one can do about a message, and what is done about it from its menu. */
export interface ChatActions {
  reply: (message: ChatMessage) => void;
  mention: (message: ChatMessage) => void;
  showUser: (message: ChatMessage) => void;
  delete: (message: ChatMessage) => void;
  timeOut: (message: ChatMessage, seconds: number) => void;
  /** Asks for a length or a reason first. */
  judge: (message: ChatMessage, kind: 'timeout' | 'ban') => void;
  pin: (message: ChatMessage, isPinned: boolean) => void;
  makeModerator: (message: ChatMessage) => void;
}

export interface ChatContextValue {
  room: ChatRoom;
  hostId: string;
  /** Null when nobody is signed in. */
  self: { id: string; username: string } | null;
  /** Whether messages are taken at all. */
  isOpen: boolean;
  isModerator: boolean;
  actions: ChatActions;
}

export const ChatContext = createContext<ChatContextValue | null>(null);

export function useChat(): ChatContextValue {
  const value = useContext(ChatContext);
  if (value === null) {
    throw new Error('useChat needs a ChatContext above it.');
  }

  return value;
}
