import { CircleCheckBig } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button, ButtonLink } from '@/components/ui/Button';
import type { Stream } from '@/lib/api/types';
import { formatDuration } from '@/lib/format';
import styles from './EndedSummary.module.css';

interface EndedSummaryProps {
  stream: Stream;
  onStartOver: () => void;
  /** How it went. */
  children: ReactNode;
}

export function EndedSummary({ stream, onStartOver, children }: EndedSummaryProps) {
  return (
    <section className={styles.summary} data-testid="stream-ended">
      <CircleCheckBig aria-hidden="true" size={32} className={styles.icon} />
      <h1 className={styles.title}>Your stream has ended</h1>
      <p className={styles.name}>
        <strong>{stream.title}</strong> was live for {formatDuration(stream.duration)}.
      </p>
      <div className={styles.figures}>{children}</div>
      <div className={styles.actions}>
        <Button variant="primary" onClick={onStartOver}>
          Go live again
        </Button>
        <ButtonLink to="/">Back to all streams</ButtonLink>
      </div>
    </section>
  );
}
