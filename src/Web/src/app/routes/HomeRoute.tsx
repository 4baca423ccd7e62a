import { useQuery } from '@tanstack/react-query';
import { Radio, RefreshCw, TvMinimalPlay } from 'lucide-react';
import { Page } from '@/components/layout/Page';
import { Button, ButtonLink } from '@/components/ui/Button';
import { EmptyState } from '@/components/ui/EmptyState';
import { Notice } from '@/components/ui/Notice';
import { useSession } from '@/features/auth/hooks/useSession';
import { streamListQuery } from '@/features/streams/api/streams';
import { StreamGrid, StreamGridSkeleton } from '@/features/streams/components/StreamGrid';
import { describeError } from '@/lib/errors/describeError';
import { useDocumentTitle } from '@/lib/useDocumentTitle';
import styles from './HomeRoute.module.css';

export function HomeRoute() {
  useDocumentTitle(undefined);
  const live = useQuery(streamListQuery('live'));
  const upcoming = useQuery(streamListQuery('upcoming'));
  // Without a date it is a draft of somebody's, not an announcement.
  const announced = upcoming.data?.items.filter(({ scheduledFor }) => scheduledFor !== null) ?? [];

  return (
    <Page>
      <h1 className="visually-hidden">Streams</h1>
      <section aria-labelledby="live-now">
        <div className={styles.heading}>
          <h2 id="live-now" className={styles.title}>
            Live now
          </h2>
          {live.data !== undefined && live.data.total > 0 && (
            <span className={styles.total}>{live.data.total}</span>
          )}
        </div>
        {live.isPending ? (
          <StreamGridSkeleton />
        ) : live.data === undefined ? (
          <Notice
            kind="error"
            action={
              <Button
                size="sm"
                icon={<RefreshCw aria-hidden="true" />}
                busy={live.isFetching}
                onClick={() => void live.refetch()}
              >
                Try again
              </Button>
            }
          >
            {describeError(live.error)}
          </Notice>
        ) : live.data.items.length === 0 ? (
          <NobodyLive />
        ) : (
          <StreamGrid streams={live.data.items} />
        )}
      </section>
      {announced.length > 0 && (
        <section aria-labelledby="upcoming" className={styles.upcoming}>
          <div className={styles.heading}>
            <h2 id="upcoming" className={styles.title}>
              Upcoming
            </h2>
          </div>
          <StreamGrid streams={announced} />
        </section>
      )}
    </Page>
  );
}

function NobodyLive() {
  const { user } = useSession();
  return (
    <div className={styles.empty}>
      <EmptyState
        icon={<TvMinimalPlay size={26} />}
        title="Nobody is live right now"
        action={
          user === null ? (
            <ButtonLink to="/signup?as=creator" variant="primary">
              Become a creator
            </ButtonLink>
          ) : (
            user.roles.includes('creator') && (
              <ButtonLink to="/studio" variant="primary" icon={<Radio aria-hidden="true" />}>
                Go live
              </ButtonLink>
            )
          )
        }
      >
        Streams appear here by themselves the moment they start. Stay, or be the first.
      </EmptyState>
    </div>
  );
}
