import { useEffect, useMemo } from 'react';
import { getDeviceId } from '@/lib/deviceId';
import { useRealtime } from '@/lib/realtime/RealtimeContext';
import { MeshReceiver } from '../core/MeshReceiver';
import { Playback } from '../core/Playback';
import { WhepReceiver } from '../core/WhepReceiver';

/** Watches a stream for as long as the component is there. */
export function usePlayback(streamId: string): Playback {
  const { live } = useRealtime();
  const playback = useMemo(
    () =>
      new Playback({
        hub: live,
        streamId,
        deviceId: getDeviceId(),
        receivers: {
          sfu: () => new WhepReceiver({ streamId }),
          mesh: () => new MeshReceiver({ hub: live, streamId }),
        },
      }),
    [live, streamId],
  );

  useEffect(() => {
    playback.start();
    return () => playback.stop();
  }, [playback]);

  return playback;
}
