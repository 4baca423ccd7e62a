import { Trans } from '@lingui/react/macro';
import { Link } from 'react-router';
import { Avatar } from '@/components/ui/Avatar';
import type { User } from '@/lib/api/types';
import { profilePath } from '@/lib/profilePath';
import styles from './PeopleList.module.css';

export function PeopleList({ people }: { people: readonly User[] }) {
  return (
    <section aria-labelledby="people" className={styles.section}>
      <h2 id="people" className={styles.title}>
        <Trans>People you follow</Trans>
      </h2>
      <ul className={styles.people}>
        {people.map(({ id, username, displayName, avatarUrl }) => (
          <li key={id}>
            <Link to={profilePath(username)} className={styles.person}>
              <Avatar name={displayName} url={avatarUrl} />
              <span className={styles.names}>
                <span className={styles.name}>{displayName}</span>
                <span className={styles.username}>@{username}</span>
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
