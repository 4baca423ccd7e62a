import { createContext, useContext } from 'react';
import type { HubClient } from './HubClient';

export interface Realtime {
  /** /hubs/live: lobby, presence and signaling. */
  live: HubClient;
  /** /hubs/chat. */
  chat: HubClient;
}

export const RealtimeContext = createContext<Realtime | null>(null);

export function useRealtime(): Realtime {
  const realtime = useContext(RealtimeContext);
  if (realtime === null) {
    throw new Error('useRealtime needs a RealtimeContext above it.');
  }

  return realtime;
}
