import { Link } from 'react-router';
import { Avatar } from '@/components/ui/Avatar';
import { LiveBadge } from '@/components/ui/LiveBadge';
import { ViewerCount } from '@/components/ui/ViewerCount';
import type { Stream } from '@/lib/api/types';
import { formatDate } from '@/lib/format';
import { StreamPoster } from './StreamPoster';
import styles from './StreamCard.module.css';

export function StreamCard({ stream }: { stream: Stream }) {
  const { streamId, title, host, category, tags, status, viewerCount, scheduledFor } = stream;
  const hostName = host.displayName;
  const labels = [...(category ? [category] : []), ...tags].slice(0, 3);

  return (
    <article className={styles.card} data-testid="stream-card" data-stream-id={streamId}>
      <Link to={`/watch/${streamId}`} className={styles.link} aria-label={`${title}, ${hostName}`}>
        <div className={styles.poster}>
          <StreamPoster stream={stream} />
          <div className={styles.badges}>
            {status === 'upcoming' ? (
              <span className={styles.date}>
                {scheduledFor === null ? 'Soon' : formatDate(scheduledFor)}
              </span>
            ) : (
              <>
                <LiveBadge interrupted={status === 'interrupted'} />
                <ViewerCount count={viewerCount} overVideo />
              </>
            )}
          </div>
        </div>
        <div className={styles.about}>
          <Avatar name={hostName} url={host.avatarUrl} />
          <div className={styles.text}>
            <h3 className={styles.title}>{title}</h3>
            <p className={styles.host}>{hostName}</p>
            {labels.length > 0 && (
              <ul className={styles.labels}>
                {labels.map((label) => (
                  <li key={label}>{label}</li>
                ))}
              </ul>
            )}
          </div>
        </div>
      </Link>
    </article>
  );
}
