import type { ReactNode } from 'react';
import styles from './StageLayout.module.css';

interface StageLayoutProps {
  /** The picture, 16:9. */
  stage: ReactNode;
  /** What stands below it. */
  below: ReactNode;
  /** Chat: beside the picture, or below everything on a phone, where it fills what is left. */
  side: ReactNode;
}

export function StageLayout({ stage, below, side }: StageLayoutProps) {
  return (
    <div className={styles.layout}>
      <main className={styles.main}>
        <div className={styles.stage}>{stage}</div>
        <div className={styles.below}>{below}</div>
      </main>
      <aside className={styles.side}>{side}</aside>
    </div>
  );
}
