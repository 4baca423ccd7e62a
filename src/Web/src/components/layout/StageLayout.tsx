import { clsx } from 'clsx';
import type { ReactNode } from 'react';
import styles from './StageLayout.module.css';

interface StageLayoutProps {
  /** The picture, 16:9. */
  stage: ReactNode;
  /** What stands below it. */
  below: ReactNode;
  /** Chat: beside the picture, or below everything on a phone, where it fills what is left. */
  side: ReactNode;
  /** The picture takes the whole width, and chat stands below it. */
  isTheatre?: boolean;
}

export function StageLayout({ stage, below, side, isTheatre = false }: StageLayoutProps) {
  return (
    <div className={clsx(styles.layout, isTheatre && styles.theatre)}>
      <main id="main" tabIndex={-1} className={styles.main}>
        <div className={styles.stage}>{stage}</div>
        <div className={styles.below}>{below}</div>
      </main>
      <aside className={styles.side}>{side}</aside>
    </div>
  );
}
