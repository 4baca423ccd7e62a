import { useCallback, useSyncExternalStore } from 'react';

const STEP = 250;
const currentTime = () => Math.ceil(Date.now() / STEP) * STEP;

/** The time, in steps of a quarter of a second, for as long as something counts down to `until` (milliseconds). */
export function useNow(until: number | null): number {
  const subscribe = useCallback(
    (tick: () => void) => {
      if (until === null || currentTime() >= until) {
        return () => undefined;
      }

      const timer = setInterval(tick, STEP);
      const end = setTimeout(() => clearInterval(timer), until - Date.now() + 2 * STEP);
      return () => {
        clearInterval(timer);
        clearTimeout(end);
      };
    },
    [until],
  );
  return useSyncExternalStore(subscribe, currentTime);
}
