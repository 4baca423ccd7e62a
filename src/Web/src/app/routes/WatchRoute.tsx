import { useQuery } from '@tanstack/react-query';
import { VideoOff } from 'lucide-react';
import { useParams } from 'react-router';
import { Page } from '@/components/layout/Page';
import { ButtonLink } from '@/components/ui/Button';
import { EmptyState } from '@/components/ui/EmptyState';
import { RetryPage } from '@/components/ui/Retry';
import { streamQuery } from '@/features/streams/api/streams';
import { hasCode } from '@/lib/errors/ClockitError';
import { WatchPage } from '../watch/WatchPage';
import { WatchSkeleton } from '../watch/WatchSkeleton';

export function WatchRoute() {
  const { streamId = '' } = useParams();
  const query = useQuery(streamQuery(streamId));
  const { data: stream, error } = query;

  if (stream !== undefined) {
    // A key of its own: another stream begins with nothing of this one.
    return <WatchPage key={streamId} stream={stream} />;
  }

  if (error === null) {
    return <WatchSkeleton />;
  }

  if (hasCode(error, 'stream.not_found', 'route.not_found')) {
    return (
      <Page>
        <EmptyState
          icon={<VideoOff size={26} />}
          title="There is no such stream"
          action={
            <ButtonLink to="/" variant="primary">
              See who is live
            </ButtonLink>
          }
        >
          The link may be wrong, the stream may have been deleted, or it is private.
        </EmptyState>
      </Page>
    );
  }

  return (
    <Page>
      <RetryPage title="This stream could not be loaded" query={query} />
    </Page>
  );
}
