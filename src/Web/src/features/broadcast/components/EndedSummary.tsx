import { CircleCheckBig } from 'lucide-react';
import { Button, ButtonLink } from '@/components/ui/Button';
import type { Stream } from '@/lib/api/types';
import { formatCount, formatDuration } from '@/lib/format';
import styles from './EndedSummary.module.css';

interface EndedSummaryProps {
  stream: Stream;
  onStartOver: () => void;
}

export function EndedSummary({ stream, onStartOver }: EndedSummaryProps) {
  return (
    <section className={styles.summary} data-testid="stream-ended">
      <CircleCheckBig aria-hidden="true" size={32} className={styles.icon} />
      <h1 className={styles.title}>Your stream has ended</h1>
      <p className={styles.name}>{stream.title}</p>
      <dl className={styles.figures}>
        <Figure label="Time live" value={formatDuration(stream.duration)} />
        <Figure label="Peak viewers" value={formatCount(stream.peakViewers)} />
        <Figure label="Total viewers" value={formatCount(stream.totalViews)} />
      </dl>
      <div className={styles.actions}>
        <Button variant="primary" onClick={onStartOver}>
          Go live again
        </Button>
        <ButtonLink to="/">Back to all streams</ButtonLink>
      </div>
    </section>
  );
}

function Figure({ label, value }: { label: string; value: string }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  );
}
