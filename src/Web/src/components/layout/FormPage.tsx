import type { ReactNode } from 'react';
import styles from './FormPage.module.css';

interface FormPageProps {
  title: string;
  lead: string;
  children: ReactNode;
  /** Where else to go. */
  footer?: ReactNode;
}

export function FormPage({ title, lead, children, footer }: FormPageProps) {
  return (
    <main id="main" tabIndex={-1} className={styles.page}>
      <div className={styles.card}>
        <h1 className={styles.title}>{title}</h1>
        <p className={styles.lead}>{lead}</p>
        {children}
      </div>
      {footer !== undefined && <p className={styles.footer}>{footer}</p>}
    </main>
  );
}
