import { Trans } from '@lingui/react/macro';
import { StageLayout } from '@/components/layout/StageLayout';
import { Skeleton } from '@/components/ui/Skeleton';
import styles from './WatchSkeleton.module.css';

export function WatchSkeleton() {
  return (
    <StageLayout
      stage={
        <span className="visually-hidden">
          <Trans>Loading the stream…</Trans>
        </span>
      }
      below={
        <div className={styles.about}>
          <Skeleton className={styles.avatar} />
          <div className={styles.lines}>
            <Skeleton className={styles.title} />
            <Skeleton className={styles.host} />
          </div>
        </div>
      }
      side={null}
    />
  );
}
