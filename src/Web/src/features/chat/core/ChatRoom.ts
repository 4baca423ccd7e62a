import { nextFrame, type Schedule } from '@/lib/async/frame';
import { Store } from '@/lib/async/Store';
import type { ClockitError } from '@/lib/errors/ClockitError';
import { hasCode } from '@/lib/errors/ClockitError';
import { fromInvocation } from '@/lib/errors/fromHub';
import { randomId } from '@/lib/randomId';
import type { Room, RoomHandle } from '@/lib/realtime/HubClient';
import type { ChatHub } from '@/lib/realtime/hubs';
import type {
  Acknowledged,
  ChatMessage,
  ChatSettings,
  JoinChatResult,
  UserModerated,
} from '@/lib/realtime/chatProtocol';
import { fetchOlder, fetchPerson } from '../api/history';
import { ChatLog } from './ChatLog';
import { pauseOf, type Pause } from './Pause';
import { People } from './People';

/** A message of our own that the room has not shown yet. */
export interface Outgoing {
  /** Makes a repeated send the same message. */
  clientId: string;
  comment: string;
  /** The id of the message that it answers. */
  replyTo?: string;
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
  /** Whether the server lets us moderate this room. */
  isModerator: boolean;
  /** Why we cannot write for now. */
  pause: Pause | null;
  /** What came before the first message: not known, being fetched, or nothing. */
  older: 'some' | 'loading' | 'none';
  /** The pinned message, once it is known. */
  pinned: ChatMessage | null;
}

type ReactionListener = (counts: Record<string, number>) => void;

const empty: ChatState = {
  phase: 'joining',
  messages: [],
  outgoing: [],
  settings: null,
  error: null,
  isModerator: false,
  pause: null,
  older: 'some',
  pinned: null,
};

/** So many older messages are fetched at a time. */
const olderAtOnce = 100;

/** A pinned message further back than so many fetches is not looked for. */
const mostPinnedFetches = 3;

export interface ChatRoomOptions {
  /** When what has arrived is shown: once for everything that comes within a frame. */
  schedule?: Schedule;
}

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
  readonly #schedule: Schedule;
  #handle: RoomHandle | undefined;
  #unsubscribe: (() => void)[] = [];
  #selfId: string | null = null;
  #entering = false;
  #delivering = false;
  #isPublishing = false;

  /** Those whose messages are on the screen. */
  readonly people = new People(fetchPerson);

  constructor(hub: ChatHub, streamId: string, { schedule = nextFrame }: ChatRoomOptions = {}) {
    this.#hub = hub;
    this.#streamId = streamId;
    this.#schedule = schedule;
    this.key = `chat/${streamId}`;
  }

  get streamId(): string {
    return this.#streamId;
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
      hub.onStream(streamId, 'chat_settings_changed', ({ settings }) => {
        this.state.patch({ settings });
        void this.#findPinned();
      }),
      hub.onStream(streamId, 'chat_user_moderated', (moderated) => this.#moderated(moderated)),
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

  send(comment: string, replyTo?: string): void {
    const outgoing: Outgoing = {
      clientId: randomId(),
      comment,
      status: 'sending',
      ...(replyTo === undefined ? {} : { replyTo }),
    };
    this.state.patch({ outgoing: [...this.state.get().outgoing, outgoing] });
    void this.#deliver();
  }

  retry(clientId: string): void {
    this.#change(clientId, ({ comment, replyTo }) => ({
      clientId,
      comment,
      status: 'sending',
      ...(replyTo === undefined ? {} : { replyTo }),
    }));
    void this.#deliver();
  }

  discard(clientId: string): void {
    this.#keepOutgoing((one) => one.clientId !== clientId);
  }

  /** Takes everything away that did not make it. */
  discardFailed(): void {
    this.#keepOutgoing(({ status }) => status !== 'failed');
  }

  /** While somebody reads further up, what they read stays. */
  hold(isHeld: boolean): void {
    this.#log.hold(isHeld);
    this.#publish();
  }

  /** Fetches what came before the first message. */
  async loadOlder(): Promise<void> {
    const [first] = this.#log.messages;
    if (first === undefined || this.state.get().older !== 'some') {
      return;
    }

    this.state.patch({ older: 'loading' });
    try {
      const found = await fetchOlder(this.#streamId, first.offset, olderAtOnce);
      this.#log.prepend(found);
      this.state.patch({
        older: found.length < olderAtOnce ? 'none' : 'some',
        messages: this.#log.messages,
      });
    } catch {
      // The next scroll to the top tries again.
      this.state.patch({ older: 'some' });
    }
  }

  /** Enters again after a refusal, which may be over. */
  rejoin(): void {
    this.state.patch({ phase: 'joining', error: null });
    this.#handle?.reenter();
  }

  /** The time that a pause named is over. */
  resume(): void {
    this.state.patch({ pause: null });
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

        this.state.patch({
          phase: 'open',
          settings: result.settings,
          isModerator: result.isModerator === true,
          error: null,
        });
        this.#show();
      }
    } finally {
      this.#entering = false;
    }

    void this.#deliver();
    void this.#findPinned();
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

  #moderated({ userId, action, until }: UserModerated): void {
    if (userId !== this.#selfId) {
      return;
    }

    this.state.patch({
      pause:
        action === 'unban'
          ? null
          : {
              reason: action === 'ban' ? 'banned' : 'timed_out',
              until: until == null ? null : Date.parse(until),
            },
    });
  }

  /** The settings name the pinned message by its id; it may be older than what is here. */
  async #findPinned(): Promise<void> {
    const id = this.state.get().settings?.pinnedMessageId ?? null;
    if (id === null || this.state.get().pinned?.id === id) {
      this.state.patch({ pinned: id === null ? null : this.state.get().pinned });
      return;
    }

    let found = this.#log.messages.find((message) => message.id === id);
    let before = this.#log.messages[0]?.offset ?? 0;
    for (
      let fetches = 0;
      found === undefined && before > 1 && fetches < mostPinnedFetches;
      fetches++
    ) {
      const older = await fetchOlder(this.#streamId, before, olderAtOnce).catch(() => []);
      found = older.find((message) => message.id === id);
      before = older[0]?.offset ?? 0;
    }

    if (this.state.get().settings?.pinnedMessageId === id) {
      this.state.patch({ pinned: found ?? null });
    }
  }

  async #deliverOne({ clientId, comment, replyTo }: Outgoing): Promise<void> {
    try {
      const stored = await this.#hub.invoke<Acknowledged>('live_comment', {
        streamId: this.#streamId,
        comment,
        clientId,
        ...(replyTo === undefined ? {} : { replyTo }),
      });
      this.#change(clientId, (outgoing) => ({ ...outgoing, ...stored, status: 'stored' }));
      this.#waitForSlowMode();
      this.#show();
    } catch (reason) {
      const error = fromInvocation(reason);
      if (hasCode(error, 'connection.lost')) {
        throw error;
      }

      const pause = pauseOf(error);
      if (pause !== null) {
        this.state.patch({ pause });
      }

      this.#change(clientId, () => ({
        clientId,
        comment,
        status: 'failed',
        error,
        ...(replyTo === undefined ? {} : { replyTo }),
      }));
    }
  }

  /** Slow mode binds whoever has just written, but for the host and moderators. */
  #waitForSlowMode(): void {
    const { settings, isModerator } = this.state.get();
    const seconds = settings?.slowModeSeconds ?? 0;
    if (seconds > 0 && !isModerator) {
      this.state.patch({ pause: { reason: 'slow_mode', until: Date.now() + seconds * 1000 } });
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

  /** Shows the log with the next frame, however much arrives until then. */
  #publish(): void {
    if (!this.#isPublishing) {
      this.#isPublishing = true;
      this.#schedule(() => {
        this.#isPublishing = false;
        this.#show();
      });
    }
  }

  /** Shows the log, and takes out of `outgoing` what the log now has. */
  #show(): void {
    const seen = this.#log.cursor?.offset ?? 0;
    this.#keepOutgoing(({ offset }) => offset === undefined || offset > seen);
    this.state.patch({ messages: this.#log.messages });
  }
}
