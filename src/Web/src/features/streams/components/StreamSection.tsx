import { useId, type ReactNode } from 'react';
import { Link } from 'react-router';
import type { Stream } from '@/lib/api/types';
import { StreamGrid } from './StreamGrid';
import styles from './StreamSection.module.css';

interface StreamSectionProps {
  title: string;
  /** Where all of them are. */
  all?: string;
  /** How many there are, when these are not all. */
  total?: number;
  streams: readonly Stream[];
  /** What stands below, or in place of streams when there are none: without it an empty section is not there. */
  more?: ReactNode;
}

/** Some streams under a heading. */
export function StreamSection({ title, all, total, streams, more = false }: StreamSectionProps) {
  const id = useId();
  if (streams.length === 0 && more === false) {
    return null;
  }

  return (
    <section aria-labelledby={id} className={styles.section}>
      <div className={styles.heading}>
        <h2 id={id} className={styles.title}>
          {all === undefined ? title : <Link to={all}>{title}</Link>}
        </h2>
        {streams.length > 0 && <span className={styles.total}>{total ?? streams.length}</span>}
      </div>
      {streams.length > 0 && <StreamGrid streams={streams} />}
      {more !== false && <div className={styles.more}>{more}</div>}
    </section>
  );
}
