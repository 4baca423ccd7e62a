import { clsx } from 'clsx';
import styles from './Skeleton.module.css';

/** Holds the place of what is loading. Its size comes from the class name. */
export function Skeleton({ className }: { className?: string | undefined }) {
  return <span aria-hidden="true" className={clsx(styles.skeleton, className)} />;
}
