import type { ReactNode } from 'react';
import styles from './EmptyState.module.css';

interface EmptyStateProps {
  icon: ReactNode;
  title: string;
  /** It is all that its page says, and so the page's heading. */
  isPage?: boolean;
  children?: ReactNode;
  action?: ReactNode;
}

/** What stands where there is nothing: why, and what to do next. */
export function EmptyState({ icon, title, isPage = false, children, action }: EmptyStateProps) {
  const Heading = isPage ? 'h1' : 'h2';
  return (
    <div className={styles.state}>
      <div aria-hidden="true" className={styles.icon}>
        {icon}
      </div>
      <Heading className={styles.title}>{title}</Heading>
      {children !== undefined && <p className={styles.text}>{children}</p>}
      {action !== undefined && <div className={styles.action}>{action}</div>}
    </div>
  );
}
