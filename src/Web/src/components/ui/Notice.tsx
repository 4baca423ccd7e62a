import { clsx } from 'clsx';
import { CircleAlert, Info } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './Notice.module.css';

interface NoticeProps {
  kind?: 'info' | 'warning' | 'error';
  /** Something to do about it. */
  action?: ReactNode;
  children: ReactNode;
}

/** A sentence that matters now. Errors are announced at once, the rest when there is a pause. */
export function Notice({ kind = 'info', action, children }: NoticeProps) {
  const Icon = kind === 'info' ? Info : CircleAlert;
  return (
    <div role={kind === 'error' ? 'alert' : 'status'} className={clsx(styles.notice, styles[kind])}>
      <Icon aria-hidden="true" size={18} />
      <div className={styles.text}>{children}</div>
      {action}
    </div>
  );
}
