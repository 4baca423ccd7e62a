import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Radio } from 'lucide-react';
import { lazy, Suspense, type ReactNode } from 'react';
import { Navigate, useLocation, useParams } from 'react-router';
import { Page } from '@/components/layout/Page';
import { Button, ButtonLink } from '@/components/ui/Button';
import { EmptyState } from '@/components/ui/EmptyState';
import { Notice } from '@/components/ui/Notice';
import { RetryPage } from '@/components/ui/Retry';
import { providersQuery } from '@/features/auth/api/providers';
import { useBecomeCreator, useSession } from '@/features/auth/hooks/useSession';
import { streamQuery } from '@/features/streams/api/streams';
import type { User } from '@/lib/api/types';
import { describeError } from '@/lib/errors/describeError';
import { useDocumentTitle } from '@/lib/useDocumentTitle';
import { signInPath } from '../signInPath';
import { NotFoundRoute } from './NotFoundRoute';

/** Most people only watch: what sends is fetched by those who send. */
const StudioHome = lazy(async () => ({
  default: (await import('../studio/StudioHome')).StudioHome,
}));
const StudioPage = lazy(async () => ({
  default: (await import('../studio/StudioPage')).StudioPage,
}));
const ControlRoom = lazy(async () => ({
  default: (await import('../studio/ControlRoom')).ControlRoom,
}));

/** The dashboard. */
export function StudioRoute() {
  return <ForCreators>{(user) => <StudioHome user={user} />}</ForCreators>;
}

/** Going live from this browser. */
export function BrowserStudioRoute() {
  return <ForCreators>{(user) => <StudioPage user={user} />}</ForCreators>;
}

/** One stream of one's own. */
export function ControlRoomRoute() {
  return <ForCreators>{(user) => <OwnStreamPage user={user} />}</ForCreators>;
}

function OwnStreamPage({ user }: { user: User }) {
  const { t } = useLingui();
  const { streamId = '' } = useParams();
  const query = useQuery(streamQuery(streamId));
  if (query.data === undefined) {
    return (
      <Page>
        {!query.isPending && <RetryPage title={t`This stream could not be loaded`} query={query} />}
      </Page>
    );
  }

  return query.data.host.id === user.id ? (
    <ControlRoom key={streamId} stream={query.data} user={user} />
  ) : (
    <NotFoundRoute />
  );
}

function ForCreators({ children }: { children: (user: User) => ReactNode }) {
  const { t } = useLingui();
  useDocumentTitle(t`Studio`);
  const { user, isLoading } = useSession();
  const { pathname } = useLocation();
  if (isLoading) {
    return <Page>{null}</Page>;
  }

  if (user === null) {
    return <Navigate to={signInPath(pathname)} replace />;
  }

  if (!user.roles.includes('creator')) {
    return <BecomeCreator />;
  }

  return <Suspense fallback={<Page>{null}</Page>}>{children(user)}</Suspense>;
}

function BecomeCreator() {
  const { t } = useLingui();
  const { data: providers } = useQuery(providersQuery);
  const become = useBecomeCreator();
  const isElsewhere = providers?.embedded === false;
  return (
    <Page>
      <EmptyState
        isPage
        icon={<Radio size={26} />}
        title={t`Go live yourself`}
        action={
          isElsewhere ? (
            <ButtonLink to="/" variant="primary">
              <Trans>See who is live</Trans>
            </ButtonLink>
          ) : (
            <Button
              variant="primary"
              data-testid="become-creator"
              busy={become.isPending}
              onClick={() => become.mutate()}
            >
              <Trans>Become a creator</Trans>
            </Button>
          )
        }
      >
        {isElsewhere ? (
          <Trans>
            Going live takes a creator account. Whoever keeps your account can make it one.
          </Trans>
        ) : (
          <Trans>
            Your account watches and chats. Make it a creator account, and you can stream from this
            browser or from OBS. Nothing else changes.
          </Trans>
        )}
      </EmptyState>
      {become.error !== null && <Notice kind="error">{describeError(become.error)}</Notice>}
    </Page>
  );
}
