import { useEffect, useState } from 'react';

/** The time in milliseconds, once a second while it runs. */
export function useClock(isRunning = true): number {
  const [now, setNow] = useState(() => Date.now());

  useEffect(() => {
    if (isRunning) {
      const timer = setInterval(() => setNow(Date.now()), 1_000);
      return () => clearInterval(timer);
    }
  }, [isRunning]);

  return now;
}
