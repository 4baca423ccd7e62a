import { Plural, Trans } from '@lingui/react/macro';
import { Link } from 'react-router';
import { Avatar } from '@/components/ui/Avatar';
import { LiveBadge } from '@/components/ui/LiveBadge';
import { ViewerCount } from '@/components/ui/ViewerCount';
import type { Stream } from '@/lib/api/types';
import { formatCount, formatDate, formatDuration } from '@/lib/format';
import { browsePath } from '@/lib/browsePath';
import { profilePath } from '@/lib/profilePath';
import { StreamPoster } from './StreamPoster';
import styles from './StreamCard.module.css';

interface StreamProps {
  stream: Stream;
}

export function StreamCard({ stream }: StreamProps) {
  const { streamId, title, host, category, tags } = stream;
  const hostName = host.displayName;
  const labels = labelsOf({ category, tags }).slice(0, 3);

  return (
    <article className={styles.card} data-testid="stream-card" data-stream-id={streamId}>
      <div className={styles.poster}>
        <StreamPoster stream={stream} />
        <div className={styles.badges}>
          <Badges stream={stream} />
        </div>
      </div>
      <div className={styles.about}>
        <Avatar name={hostName} url={host.avatarUrl} />
        <div className={styles.text}>
          <h3 className={styles.title}>
            {/* Its target is the whole card, but for the host's name. */}
            <Link
              to={`/watch/${streamId}`}
              className={styles.link}
              aria-label={`${title}, ${hostName}`}
            >
              {title}
            </Link>
          </h3>
          <p className={styles.host}>
            <Link to={profilePath(host.username)}>{hostName}</Link>
          </p>
          {labels.length > 0 && (
            <ul className={styles.labels}>
              {labels.map(({ name, path }) => (
                <li key={path}>
                  <Link to={path}>{name}</Link>
                </li>
              ))}
            </ul>
          )}
        </div>
      </div>
    </article>
  );
}

/** A stream's category and tags, each with the streams that share it. */
export function labelsOf({ category, tags }: Pick<Stream, 'category' | 'tags'>) {
  return [
    ...(category ? [{ name: category, path: browsePath({ category }) }] : []),
    ...tags.map((tag) => ({ name: `#${tag}`, path: browsePath({ tag }) })),
  ];
}

function Badges({ stream: { status, scheduledFor, startedAt, duration, ...stream } }: StreamProps) {
  switch (status) {
    case 'upcoming':
      return (
        <span className={styles.badge}>
          {scheduledFor === null ? <Trans>Soon</Trans> : formatDate(scheduledFor)}
        </span>
      );
    case 'ended':
      return (
        <>
          {startedAt !== null && <span className={styles.badge}>{formatDate(startedAt)}</span>}
          <span className={styles.badge}>{formatDuration(duration)}</span>
          <span className={styles.badge}>
            {formatCount(stream.totalViews)}{' '}
            <Plural value={stream.totalViews} one="view" other="views" />
          </span>
        </>
      );
    default:
      return (
        <>
          <LiveBadge interrupted={status === 'interrupted'} />
          <ViewerCount count={stream.viewerCount} overVideo />
        </>
      );
  }
}
