import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { HeartHandshake } from 'lucide-react';
import { Navigate } from 'react-router';
import { Page } from '@/components/layout/Page';
import { ButtonLink } from '@/components/ui/Button';
import { EmptyState } from '@/components/ui/EmptyState';
import { Retry } from '@/components/ui/Retry';
import { useSession } from '@/features/auth/hooks/useSession';
import { streamListQuery } from '@/features/streams/api/streams';
import { StreamGridSkeleton } from '@/features/streams/components/StreamGrid';
import { StreamSection } from '@/features/streams/components/StreamSection';
import { isAnnounced } from '@/features/streams/core/byStage';
import { followedQuery } from '@/features/users/api/users';
import { PeopleList } from '@/features/users/components/PeopleList';
import { useDocumentTitle } from '@/lib/useDocumentTitle';
import { signInPath } from '../signInPath';

/** Everybody one follows: who is live, what they plan, and who they are. */
export function FollowingRoute() {
  const { t } = useLingui();
  useDocumentTitle(t`Following`);
  const { user, isLoading } = useSession();
  const followed = useQuery({ ...followedQuery(user?.id ?? ''), enabled: user !== null });
  const live = useQuery(streamListQuery('live'));
  const upcoming = useQuery(streamListQuery('upcoming'));
  if (isLoading) {
    return <Page>{null}</Page>;
  }

  if (user === null) {
    return <Navigate to={signInPath('/following')} replace />;
  }

  const ids = new Set(followed.data?.map(({ id }) => id));
  const of = (streams: typeof live.data) =>
    streams?.items.filter(({ host }) => ids.has(host.id)) ?? [];
  return (
    <Page>
      <h1 className="visually-hidden">
        <Trans>Following</Trans>
      </h1>
      {followed.data === undefined ? (
        followed.isPending ? (
          <StreamGridSkeleton />
        ) : (
          <Retry query={followed} />
        )
      ) : followed.data.length === 0 ? (
        <EmptyState
          icon={<HeartHandshake size={26} />}
          title={t`You follow nobody yet`}
          action={
            <ButtonLink to="/browse" variant="primary">
              <Trans>Browse streams</Trans>
            </ButtonLink>
          }
        >
          <Trans>Follow people from their stream or page. When they go live, you hear of it.</Trans>
        </EmptyState>
      ) : (
        <>
          <StreamSection title={t`Live now`} streams={of(live.data)} />
          <StreamSection title={t`Upcoming`} streams={of(upcoming.data).filter(isAnnounced)} />
          <PeopleList people={followed.data} />
        </>
      )}
    </Page>
  );
}
