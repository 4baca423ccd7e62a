import { clsx } from 'clsx';
import { Skeleton } from '@/components/ui/Skeleton';
import type { Stream } from '@/lib/api/types';
import { StreamCard } from './StreamCard';
import styles from './StreamGrid.module.css';

export function StreamGrid({ streams }: { streams: readonly Stream[] }) {
  return (
    <ul className={clsx(styles.grid, streams.length < 3 && styles.few)}>
      {streams.map((stream) => (
        <li key={stream.streamId}>
          <StreamCard stream={stream} />
        </li>
      ))}
    </ul>
  );
}

/** As tall as what will replace it. */
export function StreamGridSkeleton() {
  return (
    <ul className={styles.grid} aria-hidden="true">
      {[0, 1, 2].map((key) => (
        <li key={key}>
          <Skeleton className={styles.poster} />
          <div className={styles.about}>
            <Skeleton className={styles.avatar} />
            <div className={styles.lines}>
              <Skeleton className={styles.line} />
              <Skeleton className={styles.shortLine} />
            </div>
          </div>
        </li>
      ))}
    </ul>
  );
}
