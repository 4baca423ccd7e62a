import { Radio } from 'lucide-react';
import { Navigate } from 'react-router';
import { Page } from '@/components/layout/Page';
import { ButtonLink } from '@/components/ui/Button';
import { EmptyState } from '@/components/ui/EmptyState';
import { useSession } from '@/features/auth/hooks/useSession';
import { useDocumentTitle } from '@/lib/useDocumentTitle';
import { signInPath } from '../signInPath';
import { StudioPage } from '../studio/StudioPage';

export function StudioRoute() {
  useDocumentTitle('Go live');
  const { user, isLoading } = useSession();
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
          Going live takes a creator account. Sign out, then sign up with “Go live”.
        </EmptyState>
      </Page>
    );
  }

  return <StudioPage user={user} />;
}
