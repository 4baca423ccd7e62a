import { Trans, useLingui } from '@lingui/react/macro';
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
  const { t } = useLingui();
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
          isPage
          icon={<VideoOff size={26} />}
          title={t`There is no such stream`}
          action={
            <ButtonLink to="/" variant="primary">
              <Trans>See who is live</Trans>
            </ButtonLink>
          }
        >
          <Trans>The link may be wrong, the stream may have been deleted, or it is private.</Trans>
        </EmptyState>
      </Page>
    );
  }

  return (
    <Page>
      <RetryPage title={t`This stream could not be loaded`} query={query} />
    </Page>
  );
}
