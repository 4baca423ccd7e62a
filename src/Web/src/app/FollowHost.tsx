import { Trans } from '@lingui/react/macro';
import { UserRoundPlus } from 'lucide-react';
import { useLocation } from 'react-router';
import { ButtonLink } from '@/components/ui/Button';
import { useSession } from '@/features/auth/hooks/useSession';
import { FollowButton } from '@/features/users/components/FollowButton';
import type { Host } from '@/lib/api/types';
import { signInPath } from './signInPath';

/** Follow or unfollow; nothing for oneself, and for a visitor the way to sign in and back. */
export function FollowHost({ host }: { host: Pick<Host, 'id' | 'displayName'> }) {
  const { user, isLoading } = useSession();
  const { pathname } = useLocation();
  if (isLoading || user?.id === host.id) {
    return null;
  }

  return user === null ? (
    <ButtonLink
      to={signInPath(pathname)}
      variant="primary"
      size="sm"
      icon={<UserRoundPlus aria-hidden="true" />}
    >
      <span>
        <Trans>
          Follow<span className="visually-hidden"> {host.displayName}: sign in first</span>
        </Trans>
      </span>
    </ButtonLink>
  ) : (
    <FollowButton userId={host.id} name={host.displayName} />
  );
}
