import { createContext, useContext } from 'react';
import type { ChatHub, LiveHub } from './hubs';

export interface Realtime {
  live: LiveHub;
  chat: ChatHub;
}

export const RealtimeContext = createContext<Realtime | null>(null);

export function useRealtime(): Realtime {
  const realtime = useContext(RealtimeContext);
  if (realtime === null) {
    throw new Error('useRealtime needs a RealtimeContext above it.');
  }

  return realtime;
}
