import type { ChatMessage, Cursor, JoinChatResult } from '@/lib/realtime/chatProtocol';

/** How many messages are kept while their reader is at the end. */
export const keptMessages = 400;

/** How many are kept while somebody reads further up: what they look at stays. */
export const mostHeld = 5_000;

/** Messages beyond a gap that wait for it to close; past that they are fetched again. */
const mostAhead = 500;

export type Received = 'added' | 'known' | 'gap';

/**
 * The messages of one room in the order of their offsets, each once. Live messages and answered
 * joins may come in any order; a hole is reported and closed by joining again with `cursor`.
 */
export class ChatLog {
  #messages: readonly ChatMessage[] = [];
  #cursor: Cursor | undefined;
  readonly #ahead = new Map<number, ChatMessage>();
  readonly #deleted = new Set<string>();
  #isHeld = false;

  get messages(): readonly ChatMessage[] {
    return this.#messages;
  }

  /** What to send as `since`; undefined before the first join. */
  get cursor(): Cursor | undefined {
    return this.#cursor;
  }

  has(id: string): boolean {
    return this.#messages.some((message) => message.id === id);
  }

  /** A live message. `gap`: join again with the cursor; the message is kept until then. */
  receive(message: ChatMessage): Received {
    if (this.#cursor === undefined) {
      // A join is under way and will place it.
      this.#keepAhead(message);
      return 'added';
    }

    if (message.offset <= this.#cursor.offset) {
      // An offset that was seen with another message: the server has begun a new epoch.
      return this.has(message.id) || this.#deleted.has(message.id) ? 'known' : 'gap';
    }

    this.#keepAhead(message);
    this.#drain();
    return this.#ahead.size === 0 ? 'added' : 'gap';
  }

  /** The answer to a join. Returns whether a hole is left, so that one more join is needed. */
  merge({ messages, epoch, offset, recovered }: JoinChatResult): boolean {
    const seen = this.#cursor;
    if (recovered && seen?.epoch === epoch) {
      this.#append(messages.filter((message) => message.offset > seen.offset));
      this.#cursor = { epoch, offset: Math.max(offset, seen.offset) };
    } else {
      if (seen !== undefined && seen.epoch !== epoch) {
        // What waited belongs to offsets that no longer mean anything.
        this.#ahead.clear();
      }

      this.#messages = [];
      this.#append(messages);
      this.#cursor = { epoch, offset };
    }

    this.#drain();
    return this.#ahead.size > 0;
  }

  /** While held, nothing is forgotten at the front, up to a bound. */
  hold(isHeld: boolean): void {
    this.#isHeld = isHeld;
    this.#trim();
  }

  /** Older messages, oldest first, in front of those that are here. */
  prepend(older: readonly ChatMessage[]): void {
    const first = this.#messages[0]?.offset ?? Number.POSITIVE_INFINITY;
    const added = older.filter(({ id, offset }) => offset < first && !this.#deleted.has(id));
    if (added.length > 0) {
      this.#messages = [...added, ...this.#messages];
    }
  }

  remove(id: string): void {
    this.#deleted.add(id);
    const oldest = this.#deleted.values().next();
    if (this.#deleted.size > keptMessages && oldest.done !== true) {
      this.#deleted.delete(oldest.value);
    }

    this.#messages = this.#messages.filter((message) => message.id !== id);
  }

  #keepAhead(message: ChatMessage): void {
    if (this.#ahead.size < mostAhead) {
      this.#ahead.set(message.offset, message);
    }
  }

  #drain(): void {
    const cursor = this.#cursor;
    if (cursor === undefined) {
      return;
    }

    for (const offset of this.#ahead.keys()) {
      if (offset <= cursor.offset) {
        this.#ahead.delete(offset);
      }
    }

    let { offset } = cursor;
    const next: ChatMessage[] = [];
    for (
      let message = this.#ahead.get(offset + 1);
      message !== undefined;
      message = this.#ahead.get(offset + 1)
    ) {
      this.#ahead.delete(message.offset);
      next.push(message);
      offset = message.offset;
    }

    this.#append(next);
    this.#cursor = { epoch: cursor.epoch, offset };
  }

  #append(messages: readonly ChatMessage[]): void {
    const added = messages.filter(({ id }) => !this.#deleted.has(id));
    if (added.length > 0) {
      this.#messages = [...this.#messages, ...added];
      this.#trim();
    }
  }

  #trim(): void {
    const most = this.#isHeld ? mostHeld : keptMessages;
    if (this.#messages.length > most) {
      this.#messages = this.#messages.slice(-most);
    }
  }
}
