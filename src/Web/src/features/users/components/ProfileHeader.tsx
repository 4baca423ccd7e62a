import { Plural } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { Avatar } from '@/components/ui/Avatar';
import type { UserDetail } from '@/lib/api/types';
import { formatCount } from '@/lib/format';
import styles from './ProfileHeader.module.css';

interface ProfileHeaderProps {
  detail: UserDetail;
  /** What can be done about that person. */
  action: ReactNode;
}

export function ProfileHeader({ detail: { user, followerCount }, action }: ProfileHeaderProps) {
  return (
    <header className={styles.header}>
      <Avatar name={user.displayName} url={user.avatarUrl} size="xl" />
      <div className={styles.text}>
        <h1 className={styles.name}>{user.displayName}</h1>
        <p className={styles.facts}>
          <span className={styles.username}>@{user.username}</span>
          <span data-testid="follower-count" data-count={followerCount}>
            <strong className={styles.count}>{formatCount(followerCount)}</strong>{' '}
            <Plural value={followerCount} one="follower" other="followers" />
          </span>
        </p>
      </div>
      <div className={styles.action}>{action}</div>
    </header>
  );
}
