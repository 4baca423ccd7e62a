import { useQuery } from '@tanstack/react-query';
import { RefreshCw, Unplug, VideoOff } from 'lucide-react';
import { useParams } from 'react-router';
import { Page } from '@/components/layout/Page';
import { Button, ButtonLink } from '@/components/ui/Button';
import { EmptyState } from '@/components/ui/EmptyState';
import { streamQuery } from '@/features/streams/api/streams';
import { hasCode } from '@/lib/errors/ClockitError';
import { describeError } from '@/lib/errors/describeError';
import { WatchPage } from '../watch/WatchPage';
import { WatchSkeleton } from '../watch/WatchSkeleton';

export function WatchRoute() {
  const { streamId = '' } = useParams();
  const { data: stream, error, isFetching, refetch } = useQuery(streamQuery(streamId));

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
      <EmptyState
        icon={<Unplug size={26} />}
        title="This stream could not be loaded"
        action={
          <Button
            variant="primary"
            icon={<RefreshCw aria-hidden="true" />}
            busy={isFetching}
            onClick={() => void refetch()}
          >
            Try again
          </Button>
        }
      >
        {describeError(error)}
      </EmptyState>
    </Page>
  );
}
