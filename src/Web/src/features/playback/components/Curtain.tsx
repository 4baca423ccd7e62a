import { clsx } from 'clsx';
import type { ReactNode } from 'react';
import { Spinner } from '@/components/ui/Spinner';
import styles from './Curtain.module.css';

interface CurtainProps {
  title: string;
  detail?: ReactNode;
  action?: ReactNode;
  /** Something is under way that ends by itself. */
  busy?: boolean;
  /** Lets the last picture shine through. */
  sheer?: boolean;
  testId?: string;
}

/** Says over the video why there is no moving picture, and what can be done about it. */
export function Curtain({ title, detail, action, busy, sheer, testId }: CurtainProps) {
  return (
    <div
      role="status"
      data-testid={testId}
      className={clsx(styles.curtain, sheer === true && styles.sheer)}
    >
      {busy === true && <Spinner size="lg" />}
      <p className={styles.title}>{title}</p>
      {detail !== undefined && <p className={styles.detail}>{detail}</p>}
      {action !== undefined && <div className={styles.action}>{action}</div>}
    </div>
  );
}

/** Says something beside a picture that moves. */
export function Banner({ children }: { children: ReactNode }) {
  return (
    <p role="status" className={styles.banner}>
      {children}
    </p>
  );
}
