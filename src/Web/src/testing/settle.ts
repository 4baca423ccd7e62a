import { vi } from 'vitest';

/** Lets everything that waits for nothing but a turn of the event loop happen. Fake timers only. */
export async function settle(): Promise<void> {
  await vi.advanceTimersByTimeAsync(0);
  await vi.advanceTimersByTimeAsync(0);
}
