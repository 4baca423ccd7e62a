import { Trans, useLingui } from '@lingui/react/macro';
import { clsx } from 'clsx';
import { ChevronDown, Lock } from 'lucide-react';
import { useId, useState, type ReactNode } from 'react';
import { Link } from 'react-router';
import { Avatar } from '@/components/ui/Avatar';
import { IconButton } from '@/components/ui/IconButton';
import type { Stream } from '@/lib/api/types';
import { profilePath } from '@/lib/profilePath';
import { labelsOf } from './StreamCard';
import styles from './StreamHeader.module.css';

interface StreamHeaderProps {
  stream: Stream;
  /** Stands beside the host's name. */
  follow?: ReactNode;
  /** Stands beside the title: counts, buttons. */
  aside?: ReactNode;
}

/** What a stream is about, below its video. */
export function StreamHeader({ stream, follow, aside }: StreamHeaderProps) {
  const { t } = useLingui();
  const { title, host, description, category, tags, visibility } = stream;
  const hostName = host.displayName;
  const [isOpen, setOpen] = useState(false);
  const moreId = useId();
  const labels = labelsOf({ category, tags });

  const hasMore = labels.length > 0 || Boolean(description);

  return (
    <header className={styles.header}>
      <Avatar name={hostName} url={host.avatarUrl} size="lg" />
      <div className={styles.text}>
        <h1 className={styles.title}>{title}</h1>
        <div className={styles.host}>
          <Link to={profilePath(host.username)} className={styles.name}>
            {hostName}
          </Link>
          {visibility !== 'public' && (
            <span className={styles.visibility}>
              <Lock aria-hidden="true" size={13} />
              {visibility === 'private' ? <Trans>Private</Trans> : <Trans>Unlisted</Trans>}
            </span>
          )}
          {follow}
        </div>
      </div>
      <div className={styles.aside}>
        {aside}
        {hasMore && (
          <IconButton
            size="sm"
            label={isOpen ? t`Hide the description` : t`Show the description`}
            aria-expanded={isOpen}
            aria-controls={moreId}
            className={clsx(styles.toggle, isOpen && styles.turned)}
            onClick={() => setOpen(!isOpen)}
          >
            <ChevronDown aria-hidden="true" />
          </IconButton>
        )}
      </div>
      {hasMore && (
        <div id={moreId} className={clsx(styles.more, isOpen && styles.open)}>
          {labels.length > 0 && (
            <ul className={styles.labels}>
              {labels.map(({ name, path }) => (
                <li key={path}>
                  <Link to={path}>{name}</Link>
                </li>
              ))}
            </ul>
          )}
          {description && <p className={styles.description}>{description}</p>}
        </div>
      )}
    </header>
  );
}
