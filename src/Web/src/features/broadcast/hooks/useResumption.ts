import { useEffect, useRef } from 'react';
import type { Stream } from '@/lib/api/types';
import { useStore } from '@/lib/useStore';
import { fetchStream } from '../api/broadcast';
import type { Capture } from '../core/Capture';

const key = 'clockit.on-air';

/**
 * What this tab has on the air goes on by itself after a reload. It is the tab's own memory: a
 * stream of another tab or device is left to it.
 */
export function useResumption(
  capture: Capture,
  streamId: string | null,
  resume: (stream: Stream) => void,
): void {
  const isReady = useStore(capture.state).phase === 'ready';
  const remembered = useRef(read());

  useEffect(() => {
    if (streamId !== null) {
      write(streamId);
      return () => {
        // Over, or another one: a reload runs no clean-up.
        write(null);
      };
    }

    const last = remembered.current;
    if (!isReady || last === null) {
      return;
    }

    let isWanted = true;
    fetchStream(last)
      .then((stream) => {
        if (!isWanted) {
          return;
        }

        remembered.current = null;
        if (stream.status === 'live' || stream.status === 'interrupted') {
          resume(stream);
        } else {
          write(null);
        }
      })
      // Then there is the button.
      .catch(() => undefined);
    return () => {
      isWanted = false;
    };
  }, [isReady, streamId, resume]);
}

function read(): string | null {
  try {
    return sessionStorage.getItem(key);
  } catch {
    return null;
  }
}

function write(streamId: string | null): void {
  try {
    if (streamId === null) {
      sessionStorage.removeItem(key);
    } else {
      sessionStorage.setItem(key, streamId);
    }
  } catch {
    // Blocked: a reload then asks.
  }
}
