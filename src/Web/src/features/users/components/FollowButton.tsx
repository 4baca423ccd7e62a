import { Trans } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { UserRoundCheck, UserRoundPlus } from 'lucide-react';
import { Button } from '@/components/ui/Button';
import { Skeleton } from '@/components/ui/Skeleton';
import { describeError } from '@/lib/errors/describeError';
import { userQuery } from '../api/users';
import { useFollow } from '../hooks/useFollow';
import styles from './FollowButton.module.css';

interface FollowButtonProps {
  userId: string;
  /** Whom it is about, for those who hear only the button. */
  name: string;
}

/** For somebody who is signed in, about somebody else. */
export function FollowButton({ userId, name }: FollowButtonProps) {
  const { data: detail, isPending } = useQuery(userQuery(userId));
  const follow = useFollow(userId);

  if (detail === undefined) {
    // Without an answer there is nothing to offer; the rest of the page does not depend on it.
    return isPending && <Skeleton className={styles.waiting} />;
  }

  const { isFollowing } = detail;
  // Not disabled meanwhile: whoever pressed it with the keyboard would lose their place.
  const toggle = () => {
    if (!follow.isPending) {
      follow.mutate(!isFollowing);
    }
  };

  return (
    <span className={styles.follow}>
      <Button
        size="sm"
        variant={isFollowing ? 'secondary' : 'primary'}
        icon={
          isFollowing ? <UserRoundCheck aria-hidden="true" /> : <UserRoundPlus aria-hidden="true" />
        }
        aria-disabled={follow.isPending}
        data-testid="follow"
        onClick={toggle}
      >
        <span>
          {isFollowing ? <Trans>Unfollow</Trans> : <Trans>Follow</Trans>}
          <span className="visually-hidden"> {name}</span>
        </span>
      </Button>
      {follow.error !== null && (
        <span role="alert" className={styles.error}>
          {describeError(follow.error)}
        </span>
      )}
    </span>
  );
}
