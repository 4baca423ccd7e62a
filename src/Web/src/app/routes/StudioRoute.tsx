import { useQuery } from '@tanstack/react-query';
import { Radio } from 'lucide-react';
import { lazy, Suspense } from 'react';
import { Navigate } from 'react-router';
import { Page } from '@/components/layout/Page';
import { ButtonLink } from '@/components/ui/Button';
import { EmptyState } from '@/components/ui/EmptyState';
import { providersQuery } from '@/features/auth/api/providers';
import { useSession } from '@/features/auth/hooks/useSession';
import { useDocumentTitle } from '@/lib/useDocumentTitle';
import { signInPath } from '../signInPath';

/** Most people only watch: what sends is fetched by those who send. */
const StudioPage = lazy(async () => ({
  default: (await import('../studio/StudioPage')).StudioPage,
}));

export function StudioRoute() {
  useDocumentTitle('Go live');
  const { user, isLoading } = useSession();
  const { data: providers } = useQuery(providersQuery);
  if (isLoading) {
    return <Page>{null}</Page>;
  }

  if (user === null) {
    return <Navigate to={signInPath('/studio')} replace />;
  }

  if (!user.roles.includes('creator')) {
    return (
      <Page>
        <EmptyState
          icon={<Radio size={26} />}
          title="Your account watches and chats"
          action={
            <ButtonLink to="/" variant="primary">
              See who is live
            </ButtonLink>
          }
        >
          Going live takes a creator account.{' '}
          {providers?.embedded === false
            ? 'Whoever keeps your account can make it one.'
            : 'Sign out, then sign up with “Go live”.'}
        </EmptyState>
      </Page>
    );
  }

  return (
    <Suspense fallback={<Page>{null}</Page>}>
      <StudioPage user={user} />
    </Suspense>
  );
}
