import { Store } from '@/lib/async/Store';

/** How somebody is shown: their name of today, not the one that a message was written under. */
export interface Person {
  displayName: string;
  avatarUrl: string | null;
}

/** Whoever scrolls past faster than this is not asked about. */
const settleMs = 200;
const mostAtOnce = 3;
const mostKnown = 1_000;
const retryMs = 60_000;

interface Entry {
  store: Store<Person | null>;
  wanted: number;
  asked: boolean;
}

/**
 * Names and pictures of the people whose messages are on the screen. Only those are asked for, a
 * few at a time, each once; until the answer a message shows the username that it came with.
 */
export class People {
  readonly #fetch: (userId: string) => Promise<Person>;
  readonly #entries = new Map<string, Entry>();
  #running = 0;

  constructor(fetchPerson: (userId: string) => Promise<Person>) {
    this.#fetch = fetchPerson;
  }

  of(userId: string): Store<Person | null> {
    return this.#entry(userId).store;
  }

  /** Asks about somebody for as long as they are on the screen. */
  want(userId: string): () => void {
    const entry = this.#entry(userId);
    entry.wanted++;
    const timer = setTimeout(() => this.#ask(), settleMs);
    return () => {
      clearTimeout(timer);
      entry.wanted--;
    };
  }

  #entry(userId: string): Entry {
    const known = this.#entries.get(userId);
    if (known !== undefined) {
      return known;
    }

    const entry: Entry = { store: new Store<Person | null>(null), wanted: 0, asked: false };
    this.#entries.set(userId, entry);
    if (this.#entries.size > mostKnown) {
      for (const [id, { wanted }] of this.#entries) {
        if (wanted === 0 && id !== userId) {
          this.#entries.delete(id);
          break;
        }
      }
    }

    return entry;
  }

  #ask(): void {
    for (const [userId, entry] of this.#entries) {
      if (this.#running >= mostAtOnce) {
        return;
      }

      if (entry.wanted > 0 && !entry.asked) {
        entry.asked = true;
        this.#running++;
        void this.#fetch(userId)
          .then((person) => entry.store.set(person))
          .catch(() => setTimeout(() => (entry.asked = false), retryMs))
          .finally(() => {
            this.#running--;
            this.#ask();
          });
      }
    }
  }
}
