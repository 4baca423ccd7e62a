import { useEffect, useState } from 'react';

/** The time, for as long as something counts down to `until` (milliseconds); then it stands still. */
export function useNow(until: number | null): number {
  const [now, setNow] = useState(() => Date.now());
  const isRunning = until !== null && now < until;

  useEffect(() => {
    if (until === null) {
      return;
    }

    const tick = () => setNow(Date.now());
    const first = setTimeout(tick);
    const timer = isRunning ? setInterval(tick, 250) : undefined;
    return () => {
      clearTimeout(first);
      clearInterval(timer);
    };
  }, [until, isRunning]);

  return now;
}
