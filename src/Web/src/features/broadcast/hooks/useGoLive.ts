import { useMutation } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { Stream } from '@/lib/api/types';
import { hasCode } from '@/lib/errors/ClockitError';
import { randomId } from '@/lib/randomId';
import { useRealtime } from '@/lib/realtime/RealtimeContext';
import {
  createStream,
  endStream,
  fetchIceServers,
  fetchStream,
  startStream,
} from '../api/broadcast';
import type { StreamDraft } from '../api/broadcast';
import { Broadcast } from '../core/Broadcast';
import type { Capture } from '../core/Capture';
import { MeshSender } from '../core/MeshSender';
import { WhipSender } from '../core/WhipSender';
import { useResumption } from './useResumption';

/** A stream in one piece: created, started, sent from this page, ended. */
export function useGoLive(capture: Capture) {
  const { live } = useRealtime();
  const [stream, setStream] = useState<Stream | null>(null);
  const [ended, setEnded] = useState<Stream | null>(null);
  const attempt = useRef<{ draft: string; key: string } | null>(null);

  const goLive = useMutation({
    mutationFn: async (draft: StreamDraft) => {
      // The same draft tried again is the same stream, should the first answer have been lost.
      const text = JSON.stringify(draft);
      if (attempt.current?.draft !== text) {
        attempt.current = { draft: text, key: randomId() };
      }

      const created = await createStream(draft, attempt.current.key);
      try {
        return await startStream(created.streamId);
      } catch (error) {
        if (hasCode(error, 'stream.already_live')) {
          return await fetchStream(created.streamId);
        }

        throw error;
      }
    },
    onSuccess: setStream,
  });

  const end = useMutation({
    mutationFn: async ({ streamId }: Stream) => {
      try {
        return await endStream(streamId);
      } catch (error) {
        if (hasCode(error, 'stream.not_live')) {
          return await fetchStream(streamId);
        }

        throw error;
      }
    },
    onSuccess: (last) => {
      setStream(null);
      setEnded(last);
    },
  });

  const streamId = stream?.streamId ?? null;
  useResumption(capture, streamId, setStream);
  const broadcast = useMemo(
    () =>
      streamId === null
        ? null
        : new Broadcast({
            hub: live,
            streamId,
            fetchIceServers,
            senders: {
              sfu: () => new WhipSender({ streamId, media: mediaOf(capture) }),
              mesh: () => new MeshSender({ hub: live, streamId, media: mediaOf(capture) }),
            },
          }),
    [live, streamId, capture],
  );

  useEffect(() => {
    if (broadcast === null || streamId === null) {
      return;
    }

    const unsubscribe = [
      capture.onTrack((track) => void broadcast.replaceTrack(track)),
      broadcast.state.subscribe(() => {
        if (broadcast.state.get().status === 'ended') {
          // Ended elsewhere: in another tab, or by the server after we were gone too long.
          void fetchStream(streamId).then((last) => {
            setStream(null);
            setEnded(last);
          });
        }
      }),
    ];
    broadcast.start();
    return () => {
      for (const undo of unsubscribe) {
        undo();
      }

      broadcast.stop();
    };
  }, [broadcast, capture, streamId]);

  return {
    /** What is on the air from this page. */
    stream,
    broadcast,
    /** What was, when it is over. */
    ended,
    goLive,
    resume: setStream,
    end,
    startOver: () => {
      attempt.current = null;
      setEnded(null);
    },
  };
}

function mediaOf(capture: Capture): MediaStream {
  return capture.state.get().media ?? new MediaStream();
}
