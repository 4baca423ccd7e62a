import { Store } from '@/lib/async/Store';
import type { ClockitError } from '@/lib/errors/ClockitError';
import { hasCode } from '@/lib/errors/ClockitError';
import { fromInvocation } from '@/lib/errors/fromHub';
import { randomId } from '@/lib/randomId';
import type { Room, RoomHandle } from '@/lib/realtime/HubClient';
import type { ChatHub } from '@/lib/realtime/hubs';
import { ChatLog } from './ChatLog';
import type {
  Acknowledged,
  ChatMessage,
  ChatSettings,
  JoinChatResult,
} from '@/lib/realtime/chatProtocol';

/** A message of our own that the room has not shown yet. */
export interface Outgoing {
  /** Makes a repeated send the same message. */
  clientId: string;
  comment: string;
  status: 'sending' | 'stored' | 'failed';
  /** Known once it is stored. */
  id?: string;
  offset?: number;
  /** The live message that is most likely this one: it often overtakes the acknowledgment. */
  shownAs?: string;
  error?: ClockitError;
}

export interface ChatState {
  phase: 'joining' | 'open' | 'refused';
  messages: readonly ChatMessage[];
  outgoing: readonly Outgoing[];
  settings: ChatSettings | null;
  error: ClockitError | null;
}

type ReactionListener = (counts: Record<string, number>) => void;

const empty: ChatState = {
  phase: 'joining',
  messages: [],
  outgoing: [],
  settings: null,
  error: null,
};

/**
 * One stream's chat. Keeps its cursor across reconnects, so that each message is shown once and
 * none is missed, and sends its own messages in order until each is stored or refused.
 */
export class ChatRoom implements Room {
  readonly key: string;
  readonly state = new Store<ChatState>(empty);

  readonly #hub: ChatHub;
  readonly #streamId: string;
  readonly #reactionListeners = new Set<ReactionListener>();
  readonly #log = new ChatLog();
  #handle: RoomHandle | undefined;
  #unsubscribe: (() => void)[] = [];
  #selfId: string | null = null;
  #entering = false;
  #delivering = false;

  constructor(hub: ChatHub, streamId: string) {
    this.#hub = hub;
    this.#streamId = streamId;
    this.key = `chat/${streamId}`;
  }

  start(): void {
    if (this.#handle !== undefined) {
      return;
    }

    const hub = this.#hub;
    const streamId = this.#streamId;
    this.#unsubscribe = [
      hub.onStream(streamId, 'live_comment_added', (message) => this.#receive(message)),
      hub.onStream(streamId, 'live_comment_deleted', ({ id }) => {
        this.#log.remove(id);
        this.#publish();
      }),
      hub.onStream(streamId, 'chat_settings_changed', ({ settings }) =>
        this.state.patch({ settings }),
      ),
      hub.onStream(streamId, 'live_reaction_received', ({ counts }) => {
        for (const listener of this.#reactionListeners) {
          listener(counts);
        }
      }),
    ];
    this.#handle = hub.join(this);
  }

  stop(): void {
    for (const unsubscribe of this.#unsubscribe) {
      unsubscribe();
    }

    this.#handle?.leave();
    this.#handle = undefined;
  }

  /** Says who we are, to tell our own messages from others'. */
  identify(userId: string | null): void {
    this.#selfId = userId;
  }

  send(comment: string): void {
    const outgoing: Outgoing = { clientId: randomId(), comment, status: 'sending' };
    this.state.patch({ outgoing: [...this.state.get().outgoing, outgoing] });
    void this.#deliver();
  }

  retry(clientId: string): void {
    this.#change(clientId, ({ comment }) => ({ clientId, comment, status: 'sending' }));
    void this.#deliver();
  }

  discard(clientId: string): void {
    this.#keepOutgoing((one) => one.clientId !== clientId);
  }

  /** @throws ClockitError when the reaction is refused. */
  async react(reaction: string): Promise<void> {
    await this.#hub.invoke('live_reaction', { streamId: this.#streamId, reaction });
  }

  /** Hears every tick's reactions, summed by emoji, our own included. */
  onReactions(listener: ReactionListener): () => void {
    this.#reactionListeners.add(listener);
    return () => {
      this.#reactionListeners.delete(listener);
    };
  }

  async enter(): Promise<void> {
    this.#entering = true;
    try {
      // Messages may arrive while we join, so one more join closes a hole that this leaves; the
      // next message shows any that is still there.
      for (let joins = 0, hole = true; hole && joins < 3; joins++) {
        const since = this.#log.cursor;
        const result = await this.#hub.invoke<JoinChatResult>('join_chat', {
          streamId: this.#streamId,
          ...(since === undefined ? {} : { since }),
        });
        hole = this.#log.merge(result);
        for (const id of result.deleted ?? []) {
          this.#log.remove(id);
        }

        if (!result.recovered) {
          // The page shows what was stored lately; what is older is not shown any more.
          this.#keepOutgoing(({ status }) => status !== 'stored');
        }

        this.state.patch({ phase: 'open', settings: result.settings, error: null });
        this.#publish();
      }
    } finally {
      this.#entering = false;
    }

    void this.#deliver();
  }

  refused(error: ClockitError): void {
    this.state.patch({ phase: 'refused', error });
  }

  async exit(): Promise<void> {
    await this.#hub.invoke('leave_chat', { streamId: this.#streamId });
  }

  #receive(message: ChatMessage): void {
    const received = this.#log.receive(message);
    if (received === 'gap' && !this.#entering) {
      this.#handle?.reenter();
    }

    if (message.userId === this.#selfId) {
      const ours = this.state
        .get()
        .outgoing.find(
          ({ status, comment, shownAs }) =>
            status === 'sending' && shownAs === undefined && comment === message.comment,
        );
      if (ours !== undefined) {
        this.#change(ours.clientId, (outgoing) => ({ ...outgoing, shownAs: message.id }));
      }
    }

    this.#publish();
  }

  async #deliver(): Promise<void> {
    if (this.#delivering) {
      return;
    }

    this.#delivering = true;
    try {
      for (let next = this.#unsent(); next !== undefined; next = this.#unsent()) {
        await this.#deliverOne(next);
      }
    } catch {
      // No connection: what is unsent leaves when the room is entered again.
    } finally {
      this.#delivering = false;
    }
  }

  async #deliverOne({ clientId, comment }: Outgoing): Promise<void> {
    try {
      const stored = await this.#hub.invoke<Acknowledged>('live_comment', {
        streamId: this.#streamId,
        comment,
        clientId,
      });
      this.#change(clientId, (outgoing) => ({ ...outgoing, ...stored, status: 'stored' }));
      this.#publish();
    } catch (reason) {
      const error = fromInvocation(reason);
      if (hasCode(error, 'connection.lost')) {
        throw error;
      }

      this.#change(clientId, () => ({ clientId, comment, status: 'failed', error }));
    }
  }

  #unsent(): Outgoing | undefined {
    return this.#hub.state.get() === 'connected'
      ? this.state.get().outgoing.find(({ status }) => status === 'sending')
      : undefined;
  }

  #change(clientId: string, change: (outgoing: Outgoing) => Outgoing): void {
    this.state.patch({
      outgoing: this.state
        .get()
        .outgoing.map((one) => (one.clientId === clientId ? change(one) : one)),
    });
  }

  #keepOutgoing(keep: (outgoing: Outgoing) => boolean): void {
    const { outgoing } = this.state.get();
    const kept = outgoing.filter(keep);
    if (kept.length < outgoing.length) {
      this.state.patch({ outgoing: kept });
    }
  }

  /** Shows the log, and takes out of `outgoing` what the log now has. */
  #publish(): void {
    const seen = this.#log.cursor?.offset ?? 0;
    this.#keepOutgoing(({ offset }) => offset === undefined || offset > seen);
    this.state.patch({ messages: this.#log.messages });
  }
}
