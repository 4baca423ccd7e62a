import { Store } from '@/lib/async/Store';
import type { ReplayPage } from '../api/replay';

export interface ReplayState {
  /** What was said up to the time of the picture, oldest first. */
  messages: readonly { second: number; message: ReplayPage['messages'][number]['message'] }[];
  phase: 'loading' | 'ready' | 'failed';
}

/** A page is fetched when the picture comes this close to the end of what is here, in seconds. */
const ahead = 30;
/** So many messages are shown at most. */
const mostShown = 200;
/** A jump of the picture further than this shows no reactions on its way, in seconds. */
const leap = 3;

type ReactionListener = (counts: Record<string, number>) => void;

/**
 * The chat of a recording, in step with its picture: pages are fetched as it plays on, and a jump
 * forward fetches what lies between only when somebody gets there.
 */
export class ChatReplay {
  readonly state = new Store<ReplayState>({ messages: [], phase: 'loading' });

  readonly #fetch: (from: number) => Promise<ReplayPage>;
  readonly #listeners = new Set<ReactionListener>();
  #messages: ReplayPage['messages'] = [];
  #reactions: ReplayPage['reactions'] = [];
  /** Everything from here… */
  #from = 0;
  /** …to here is known; null: up to the end. */
  #until: number | null = 0;
  #time = 0;
  #loading = false;

  constructor(fetchPage: (from: number) => Promise<ReplayPage>) {
    this.#fetch = fetchPage;
  }

  /** The picture is at a second, by playing on or by a jump. */
  seek(seconds: number): void {
    const before = this.#time;
    this.#time = seconds;
    if (seconds < this.#from || (this.#until !== null && seconds > this.#until + ahead)) {
      // Elsewhere: what is known is not of here, but for a little before, which gives the context.
      this.#messages = [];
      this.#reactions = [];
      this.#from = Math.max(0, Math.floor(seconds) - 60);
      this.#until = this.#from;
    } else if (seconds > before && seconds - before < leap) {
      for (const { second, counts } of this.#reactions) {
        if (second > before && second <= seconds) {
          this.#listeners.forEach((listener) => listener(counts));
        }
      }
    }

    this.#show();
    void this.#load();
  }

  onReactions(listener: ReactionListener): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Tries again after a failure. */
  retry(): void {
    this.state.patch({ phase: 'loading' });
    void this.#load();
  }

  async #load(): Promise<void> {
    if (this.#loading || this.state.get().phase === 'failed') {
      return;
    }

    this.#loading = true;
    try {
      while (this.#until !== null && this.#until < this.#time + ahead) {
        const from = this.#until;
        const page = await this.#fetch(from);
        if (this.#until !== from) {
          // A jump has begun another piece meanwhile.
          continue;
        }

        this.#messages = [...this.#messages, ...page.messages];
        this.#reactions = [...this.#reactions, ...page.reactions];
        // A page that does not move on would be asked for for ever.
        this.#until = page.next === null || page.next <= from ? null : page.next;
        this.state.patch({ phase: 'ready' });
        this.#show();
      }
    } catch {
      this.state.patch({ phase: 'failed' });
    } finally {
      this.#loading = false;
    }
  }

  #show(): void {
    const said = this.#messages.filter(({ second }) => second <= this.#time).slice(-mostShown);
    const shown = this.state.get().messages;
    if (said.length !== shown.length || said.at(-1) !== shown.at(-1)) {
      this.state.patch({ messages: said });
    }
  }
}
