import { Plural } from '@lingui/react/macro';
import { clsx } from 'clsx';
import { Users } from 'lucide-react';
import { formatCount, formatViewers } from '@/lib/format';
import styles from './ViewerCount.module.css';

interface ViewerCountProps {
  count: number;
  /** On top of video. */
  overVideo?: boolean;
}

export function ViewerCount({ count, overVideo = false }: ViewerCountProps) {
  return (
    <span
      data-testid="viewer-count"
      data-count={count}
      className={clsx(styles.count, overVideo && styles.overVideo)}
      title={formatViewers(count)}
    >
      <Users aria-hidden="true" size={14} />
      {formatCount(count)}
      <span className="visually-hidden">
        {' '}
        <Plural value={count} one="viewer" other="viewers" />
      </span>
    </span>
  );
}
