import { Store } from '@/lib/async/Store';
import { readStored, store } from '@/lib/storage';

/** The oldest ones go first. */
const most = 50;

/** The streams whose start somebody wants to hear of, on any page of ours that is open then. */
class Reminders {
  readonly streams = new Store<readonly string[]>(read());

  set(streamId: string, isWanted: boolean): void {
    const others = this.streams.get().filter((id) => id !== streamId);
    const next = isWanted ? [...others, streamId].slice(-most) : others;
    this.streams.set(next);
    store('reminders', next.length === 0 ? null : JSON.stringify(next));
  }
}

function read(): string[] {
  try {
    const stored: unknown = JSON.parse(readStored('reminders') ?? '[]');
    return Array.isArray(stored) ? stored.filter((id) => typeof id === 'string') : [];
  } catch {
    // Not what we wrote.
    return [];
  }
}

export const reminders = new Reminders();
