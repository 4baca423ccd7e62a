import { Trans } from '@lingui/react/macro';
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
      <h1 className={styles.title}>
        <Trans>Your stream has ended</Trans>
      </h1>
      <p className={styles.name}>
        <Trans>
          <strong>{stream.title}</strong> was live for {formatDuration(stream.duration)}.
        </Trans>
      </p>
      <div className={styles.figures}>{children}</div>
      <div className={styles.actions}>
        <Button variant="primary" onClick={onStartOver}>
          <Trans>Go live again</Trans>
        </Button>
        <ButtonLink to="/studio">
          <Trans>Back to the studio</Trans>
        </ButtonLink>
      </div>
    </section>
  );
}
