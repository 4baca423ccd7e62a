import { useLingui } from '@lingui/react/macro';
import { useEffect, useState } from 'react';
import { formatDuration, secondsSince } from '@/lib/format';
import styles from './LiveClock.module.css';

/** How long the stream has been live. */
export function LiveClock({ startedAt }: { startedAt: string }) {
  const { t } = useLingui();
  const [seconds, setSeconds] = useState(() => secondsSince(startedAt));

  useEffect(() => {
    const timer = setInterval(() => setSeconds(secondsSince(startedAt)), 1_000);
    return () => clearInterval(timer);
  }, [startedAt]);

  return (
    <span className={styles.clock} role="timer" aria-label={t`Time live`}>
      {formatDuration(seconds)}
    </span>
  );
}
