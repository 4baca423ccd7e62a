import { useQuery } from '@tanstack/react-query';
import { Radio, TvMinimalPlay } from 'lucide-react';
import { Page } from '@/components/layout/Page';
import { ButtonLink } from '@/components/ui/Button';
import { EmptyState } from '@/components/ui/EmptyState';
import { Retry } from '@/components/ui/Retry';
import { useSession } from '@/features/auth/hooks/useSession';
import { streamListQuery } from '@/features/streams/api/streams';
import { StreamGridSkeleton } from '@/features/streams/components/StreamGrid';
import { StreamSection } from '@/features/streams/components/StreamSection';
import { isAnnounced } from '@/features/streams/core/byStage';
import { followingQuery } from '@/features/users/api/users';
import { useDocumentTitle } from '@/lib/useDocumentTitle';
import styles from './HomeRoute.module.css';

export function HomeRoute() {
  useDocumentTitle(undefined);
  const { user, isLoading } = useSession();
  const live = useQuery(streamListQuery('live'));
  const upcoming = useQuery(streamListQuery('upcoming'));
  const following = useQuery({ ...followingQuery(user?.id ?? ''), enabled: user !== null });
  // Else the streams of people one follows would jump up a moment later.
  const isSorting = isLoading || (user !== null && following.isPending);

  const items = live.data?.items ?? [];
  const followed = items.filter(({ host }) => following.data?.includes(host.id) === true);
  const others = items.filter((stream) => !followed.includes(stream));

  return (
    <Page>
      <h1 className="visually-hidden">Streams</h1>
      <StreamSection title="Live from people you follow" streams={isSorting ? [] : followed} />
      {live.isPending || isSorting ? (
        <StreamSection title="Live now" streams={[]} more={<StreamGridSkeleton />} />
      ) : (
        <StreamSection
          title={followed.length > 0 ? 'Also live' : 'Live now'}
          streams={others}
          total={(live.data?.total ?? 0) - followed.length}
          more={
            live.data === undefined ? <Retry query={live} /> : items.length === 0 && <NobodyLive />
          }
        />
      )}
      <StreamSection title="Upcoming" streams={upcoming.data?.items.filter(isAnnounced) ?? []} />
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
