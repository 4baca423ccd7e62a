import { api, bodyOf } from '@/lib/api/client';
import type { ChatMessage } from '@/lib/realtime/chatProtocol';
import { toMessage } from './history';

/** What was said and felt in some seconds of a recording. */
export interface ReplayPage {
  messages: { second: number; message: ChatMessage }[];
  reactions: { second: number; counts: Record<string, number> }[];
  /** Where the next page begins; null at the end. */
  next: number | null;
}

export async function fetchReplay(streamId: string, from: number): Promise<ReplayPage> {
  const { messages, reactions, next } = await bodyOf(
    api.GET('/api/live/{streamId}/chat/replay', {
      params: { path: { streamId }, query: { from } },
    }),
  );
  return {
    messages: messages.map(({ second, message }) => ({ second, message: toMessage(message) })),
    reactions,
    next,
  };
}
