import { clsx } from 'clsx';
import styles from './Spinner.module.css';

/** Decoration: whoever shows it says in words what is under way. */
export function Spinner({ size = 'sm' }: { size?: 'sm' | 'lg' }) {
  return <span aria-hidden="true" className={clsx(styles.spinner, styles[size])} />;
}
