import { Store } from '@/lib/async/Store';
import type { LiveStarted } from '@/lib/realtime/liveProtocol';
import type { LiveHub } from '@/lib/realtime/hubs';

import { reminders } from './reminders';

/** More would hide the page. */
export const mostShown = 3;

/** A stream starts once, so each is worth one notice; these many are remembered. */
const mostRemembered = 500;

/**
 * What people one follows have started, for as long as nobody dismissed it and it is live: the
 * newest first, three at most, each stream once however often it is told.
 */
export class StartedNotices {
  readonly shown = new Store<readonly LiveStarted[]>([]);

  readonly #hub: LiveHub;
  readonly #done = new Set<string>();

  constructor(hub: LiveHub) {
    this.#hub = hub;
  }

  /** Listens until the returned function is called. */
  start(): () => void {
    const undo = [
      this.#hub.on('live_started', (started) => {
        if (started.following === true || reminders.streams.get().includes(started.streamId)) {
          reminders.set(started.streamId, false);
          this.#show(started);
        }
      }),
      this.#hub.on('live_ended', ({ streamId }) => this.dismiss(streamId)),
    ];
    return () => undo.forEach((stop) => stop());
  }

  /** No notice of that stream, now or later: it was read, it is over, or its page is open. */
  readonly dismiss = (streamId: string): void => {
    this.#done.add(streamId);
    for (const oldest of this.#done) {
      if (this.#done.size <= mostRemembered) {
        break;
      }

      this.#done.delete(oldest);
    }

    const shown = this.shown.get();
    if (shown.some((started) => started.streamId === streamId)) {
      this.shown.set(shown.filter((started) => started.streamId !== streamId));
    }
  };

  #show(started: LiveStarted): void {
    const shown = this.shown.get();
    const isKnown = shown.some(({ streamId }) => streamId === started.streamId);
    if (!isKnown && !this.#done.has(started.streamId)) {
      this.shown.set([started, ...shown].slice(0, mostShown));
    }
  }
}
