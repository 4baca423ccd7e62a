import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useRealtime } from '@/lib/realtime/RealtimeContext';
import { hideEnded, refetchStarted, refetchStreams, showStarted } from '../api/streams';

/** The whole audience hears a start at once; fetching its details is spread over this time. */
const detailsWithinMs = 4_000;

/** Keeps the lists of streams as the lobby tells it, and fetches what a lost connection missed. */
export function useLobby(): void {
  const client = useQueryClient();
  const { live } = useRealtime();

  useEffect(() => {
    const timers = new Set<ReturnType<typeof setTimeout>>();
    let wasConnected = live.state.get() === 'connected';

    const unsubscribe = [
      live.hold(),
      live.on('live_started', (started) => {
        if (started.following === true) {
          // The lobby tells everyone of this stream already; this one is for the notice.
          return;
        }

        showStarted(client, started);
        const timer = setTimeout(() => {
          timers.delete(timer);
          refetchStarted(client, started);
        }, Math.random() * detailsWithinMs);
        timers.add(timer);
      }),
      live.on('live_ended', ({ streamId }) => hideEnded(client, streamId)),
      live.state.subscribe(() => {
        const isConnected = live.state.get() === 'connected';
        if (isConnected && !wasConnected) {
          // What happened before we listened is in no event.
          refetchStreams(client);
        }

        wasConnected = isConnected;
      }),
    ];

    return () => {
      for (const undo of unsubscribe) {
        undo();
      }

      for (const timer of timers) {
        clearTimeout(timer);
      }
    };
  }, [client, live]);
}
