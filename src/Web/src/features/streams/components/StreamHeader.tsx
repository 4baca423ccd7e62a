import { Lock } from 'lucide-react';
import type { ReactNode } from 'react';
import { Avatar } from '@/components/ui/Avatar';
import type { Stream } from '@/lib/api/types';
import styles from './StreamHeader.module.css';

interface StreamHeaderProps {
  stream: Stream;
  /** Stands beside the title: counts, buttons. */
  aside?: ReactNode;
}

/** What a stream is about, below its video. */
export function StreamHeader({ stream, aside }: StreamHeaderProps) {
  const { title, host, description, category, tags, visibility } = stream;
  const hostName = host.displayName ?? host.username;
  const labels = [...(category ? [category] : []), ...tags];

  return (
    <header className={styles.header}>
      <Avatar name={hostName} url={host.avatarUrl} size="lg" />
      <div className={styles.text}>
        <h1 className={styles.title}>{title}</h1>
        <p className={styles.host}>
          {hostName}
          {visibility !== 'public' && (
            <span className={styles.visibility}>
              <Lock aria-hidden="true" size={13} />
              {visibility === 'private' ? 'Private' : 'Unlisted'}
            </span>
          )}
        </p>
      </div>
      {aside !== undefined && <div className={styles.aside}>{aside}</div>}
      {(labels.length > 0 || description) && (
        <div className={styles.more}>
          {labels.length > 0 && (
            <ul className={styles.labels}>
              {labels.map((label) => (
                <li key={label}>{label}</li>
              ))}
            </ul>
          )}
          {description && <p className={styles.description}>{description}</p>}
        </div>
      )}
    </header>
  );
}
