import { clsx } from 'clsx';
import { useState, type ReactNode } from 'react';
import styles from './Disclosure.module.css';

interface DisclosureProps {
  title: string;
  initiallyOpen?: boolean;
  className?: string | undefined;
  children: ReactNode;
}

/** Something that is there, and works, only while it is open. */
export function Disclosure({ title, initiallyOpen = false, className, children }: DisclosureProps) {
  const [isOpen, setOpen] = useState(initiallyOpen);
  return (
    <details
      open={isOpen}
      className={clsx(styles.details, className)}
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary>{title}</summary>
      {isOpen && <div className={styles.content}>{children}</div>}
    </details>
  );
}
