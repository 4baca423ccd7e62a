import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Clapperboard, TvMinimalPlay } from 'lucide-react';
import { Page } from '@/components/layout/Page';
import { ButtonLink } from '@/components/ui/Button';
import { EmptyState } from '@/components/ui/EmptyState';
import { Retry } from '@/components/ui/Retry';
import { useSession } from '@/features/auth/hooks/useSession';
import { pastListQuery, streamListQuery } from '@/features/streams/api/streams';
import { StreamGridSkeleton } from '@/features/streams/components/StreamGrid';
import { StreamSection } from '@/features/streams/components/StreamSection';
import { isAnnounced } from '@/features/streams/core/byStage';
import { followedQuery } from '@/features/users/api/users';
import { useDocumentTitle } from '@/lib/useDocumentTitle';
import styles from './HomeRoute.module.css';

/** So many of each, so that the next section is never far; all of them are a click away. */
const liveShown = 18;
const othersShown = 6;

export function HomeRoute() {
  const { t } = useLingui();
  useDocumentTitle(undefined);
  const { user, isLoading } = useSession();
  const live = useQuery(streamListQuery('live'));
  const upcoming = useQuery(streamListQuery('upcoming'));
  const past = useQuery(pastListQuery);
  const following = useQuery({ ...followedQuery(user?.id ?? ''), enabled: user !== null });
  // Else the streams of people one follows would jump up a moment later.
  const isSorting = isLoading || (user !== null && following.isPending);

  const ids = new Set(following.data?.map(({ id }) => id));
  const items = live.data?.items ?? [];
  const followed = items.filter(({ host }) => ids.has(host.id));
  const others = items.filter((stream) => !followed.includes(stream));
  const total = (live.data?.total ?? 0) - followed.length;
  const announced = upcoming.data?.items.filter(isAnnounced) ?? [];
  const replays = past.data?.items.filter(({ recordingUrl }) => recordingUrl !== null) ?? [];

  return (
    <Page>
      <h1 className="visually-hidden">
        <Trans>Streams</Trans>
      </h1>
      <StreamSection
        title={t`Live from people you follow`}
        all="/following"
        streams={isSorting ? [] : followed}
      />
      {live.isPending || isSorting ? (
        <StreamSection title={t`Live now`} streams={[]} more={<StreamGridSkeleton />} />
      ) : (
        <StreamSection
          title={followed.length > 0 ? t`Also live` : t`Live now`}
          all="/browse"
          streams={others.slice(0, liveShown)}
          total={total}
          more={
            live.data === undefined ? (
              <Retry query={live} />
            ) : items.length === 0 ? (
              <NobodyLive />
            ) : (
              total > liveShown && (
                <ButtonLink to="/browse">
                  <Trans>Show all {total}</Trans>
                </ButtonLink>
              )
            )
          }
        />
      )}
      <StreamSection
        title={t`Upcoming`}
        all="/browse?status=upcoming"
        streams={announced.slice(0, othersShown)}
        total={announced.length}
      />
      <StreamSection
        title={t`Watch again`}
        all="/browse?status=ended"
        streams={replays.slice(0, othersShown)}
      />
    </Page>
  );
}

function NobodyLive() {
  const { t } = useLingui();
  const { user } = useSession();
  return (
    <div className={styles.empty}>
      <EmptyState
        icon={<TvMinimalPlay size={26} />}
        title={t`Nobody is live right now`}
        action={
          user === null ? (
            <ButtonLink to="/signup?as=creator" variant="primary">
              <Trans>Become a creator</Trans>
            </ButtonLink>
          ) : (
            <ButtonLink to="/studio" variant="primary" icon={<Clapperboard aria-hidden="true" />}>
              <Trans>Go live</Trans>
            </ButtonLink>
          )
        }
      >
        <Trans>
          Streams appear here by themselves the moment they start. Stay, or be the first.
        </Trans>
      </EmptyState>
    </div>
  );
}
