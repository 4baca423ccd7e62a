import type { ClockitError } from '@/lib/errors/ClockitError';

/** Why somebody cannot write for now; without `until` it has no end that is known. */
export interface Pause {
  reason: 'slow_mode' | 'timed_out' | 'banned';
  /** Milliseconds since 1970. */
  until: number | null;
}

const reasons: Record<string, Pause['reason']> = {
  'chat.slow_mode': 'slow_mode',
  'chat.timed_out': 'timed_out',
  'chat.banned': 'banned',
};

/** What a refusal says about when to write again; null when it is about the message alone. */
export function pauseOf(error: ClockitError, now = Date.now()): Pause | null {
  const reason = reasons[error.code];
  if (reason === undefined) {
    return null;
  }

  // Over the hub the seconds are in the sentence only: "…; try again in 12 s."
  const seconds = error.retryAfterSeconds ?? Number(/(\d+) s\b/.exec(error.message)?.[1] ?? NaN);
  return {
    reason,
    until: reason === 'banned' || Number.isNaN(seconds) ? null : now + seconds * 1000,
  };
}
