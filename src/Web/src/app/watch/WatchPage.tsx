import { useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useState } from 'react';
import type { Stream } from '@/lib/api/types';
import { useDocumentTitle } from '@/lib/useDocumentTitle';
import { readStored, store } from '@/lib/storage';
import { streamQuery } from '@/features/streams/api/streams';
import { LivePage } from './LivePage';
import { WatchSkeleton } from './WatchSkeleton';

const ReplayPage = lazy(async () => ({
  default: (await import('./ReplayPage')).ReplayPage,
}));

/** What the host edits is seen this soon, in milliseconds. */
const freshMs = 2_000;

export interface Theatre {
  isOn: boolean;
  toggle: () => void;
}

/** A stream's page: live while it is, and its recording afterwards. */
export function WatchPage({ stream }: { stream: Stream }) {
  useDocumentTitle(stream.title);
  const client = useQueryClient();
  const { streamId, status, recordingUrl } = stream;
  const [isTheatre, setTheatre] = useState(() => readStored('theatre') === 'true');
  // Whoever saw the end stays with it; the recording is a click away there.
  const [isReplaying, setReplaying] = useState(status === 'ended');
  const theatre: Theatre = {
    isOn: isTheatre,
    toggle: () => {
      store('theatre', String(!isTheatre));
      setTheatre(!isTheatre);
    },
  };

  useEffect(() => {
    const isWaiting = status !== 'ended' || (recordingUrl === null && stream.recordEnabled);
    if (!isWaiting) {
      return;
    }

    const timer = setInterval(
      () => {
        if (document.visibilityState === 'visible') {
          void client.invalidateQueries({ queryKey: streamQuery(streamId).queryKey });
        }
      },
      status === 'ended' ? 5 * freshMs : freshMs,
    );
    return () => clearInterval(timer);
  }, [client, streamId, status, recordingUrl, stream.recordEnabled]);

  if (status === 'ended' && isReplaying && recordingUrl !== null) {
    return (
      <Suspense fallback={<WatchSkeleton />}>
        <ReplayPage stream={stream} theatre={theatre} />
      </Suspense>
    );
  }

  return <LivePage stream={stream} theatre={theatre} onReplay={() => setReplaying(true)} />;
}
