import { backoff } from '@/lib/async/backoff';
import { Store } from '@/lib/async/Store';
import type { StreamStatus } from '@/lib/api/types';
import { ClockitError } from '@/lib/errors/ClockitError';
import type { MediaReceiver } from '@/lib/media/transport';
import type { Room, RoomHandle } from '@/lib/realtime/HubClient';
import type { LiveHub } from '@/lib/realtime/hubs';
import type { Admission, MediaMode } from '@/lib/realtime/liveProtocol';

export interface PlaybackState {
  /** What the room last said; null until it let us in. */
  status: StreamStatus | null;
  /** `connecting` until media flows, `reconnecting` while a path that flowed is replaced. */
  media: 'idle' | 'connecting' | 'playing' | 'reconnecting';
  stream: MediaStream | null;
  viewerCount: number | null;
  endReason: string | null;
  /** Why we were refused (`media.capacity`, `stream.not_found`, …). */
  error: ClockitError | null;
}

export interface PlaybackOptions {
  hub: LiveHub;
  streamId: string;
  /** Counts an anonymous viewer once, whatever their number of tabs. */
  deviceId: string;
  /** One per way that media can travel; a way that is missing is refused as `media.unsupported`. */
  receivers: Partial<Record<MediaMode, () => MediaReceiver>>;
}

/** A live stream shows a picture within this time of being let in, or we ask for a new path. */
const pictureWithinMs = 8_000;

/** A viewer's end of one stream: presence in its room, and its media for as long as it is live. */
export class Playback implements Room {
  readonly key: string;
  readonly state = new Store<PlaybackState>({
    status: null,
    media: 'idle',
    stream: null,
    viewerCount: null,
    endReason: null,
    error: null,
  });

  readonly #options: PlaybackOptions;
  readonly #receivers = new Map<MediaMode, MediaReceiver>();
  #handle: RoomHandle | undefined;
  #unsubscribe: (() => void)[] = [];
  #receiver: MediaReceiver | undefined;
  #unfollow: (() => void) | undefined;
  #deadline: ReturnType<typeof setTimeout> | undefined;
  /** In the room on the present connection: a new path then needs a leave first. */
  #inRoom = false;
  /** The room's media comes from the broadcaster's browser. */
  #isMesh = false;
  /** Since `join_live` was asked: what it answers was counted before. */
  #heardCount = false;
  /** Paths that failed since one last worked. */
  #failures = 0;

  constructor(options: PlaybackOptions) {
    this.#options = options;
    this.key = `stream/${options.streamId}`;
  }

  start(): void {
    if (this.#handle !== undefined) {
      return;
    }

    const { hub, streamId } = this.#options;
    this.#unsubscribe = [
      hub.state.subscribe(() => {
        if (hub.state.get() !== 'connected') {
          this.#inRoom = false;
          clearTimeout(this.#deadline);
        }
      }),
      hub.onStream(streamId, 'viewer_count', ({ viewerCount }) => {
        this.#heardCount = true;
        this.state.patch({ viewerCount });
      }),
      hub.onStream(streamId, 'live_started', ({ following }) => {
        // What followers are told on top may come late.
        if (following !== true) {
          this.#went('live');
        }
      }),
      hub.onStream(streamId, 'live_resumed', () => this.#went('live')),
      hub.onStream(streamId, 'live_interrupted', () => this.#went('interrupted')),
      hub.onStream(streamId, 'live_ended', ({ reason }) => {
        this.state.patch({ endReason: reason });
        this.#went('ended');
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
    this.#closeReceivers();
  }

  /** Asks again after a refusal. */
  retry(): void {
    this.state.patch({ error: null });
    this.#handle?.reenter();
  }

  async enter(): Promise<void> {
    const { hub, streamId, deviceId } = this.#options;
    this.#openReceivers();
    if (this.#inRoom && this.#receiver !== undefined && this.#isMesh) {
      // Joining anew is how a viewer asks the broadcaster for a new offer.
      this.#inRoom = false;
      await hub.invoke('leave_live', { streamId });
    }

    this.#heardCount = false;
    const result = await hub.invoke<Admission>('join_live', { streamId, deviceId });
    this.#inRoom = true;
    if (this.#handle === undefined) {
      return;
    }

    const receiver = this.#receivers.get(result.media);
    if (receiver === undefined) {
      throw new ClockitError('media.unsupported', `This page cannot play ${result.media} media.`);
    }

    this.state.patch({
      error: refusalOf(result),
      ...(this.#wasCountHeard() ? {} : { viewerCount: result.viewerCount }),
    });
    this.#isMesh = result.media === 'mesh';
    this.#closeReceivers(receiver);
    if (this.state.get().error === null) {
      receiver.admitted(result);
      this.#play(receiver);
    }

    this.#went(result.status);
  }

  refused(error: ClockitError): void {
    this.#closeReceivers();
    this.state.patch({ error });
  }

  async exit(): Promise<void> {
    if (this.#inRoom) {
      this.#inRoom = false;
      await this.#options.hub.invoke('leave_live', { streamId: this.#options.streamId });
    }
  }

  // A method, because it changes while `enter` awaits.
  #wasCountHeard(): boolean {
    return this.#heardCount;
  }

  #went(status: StreamStatus): void {
    this.state.patch({ status });
    if (status === 'ended') {
      this.#closeReceivers();
    } else {
      this.#follow();
    }
  }

  #play(receiver: MediaReceiver): void {
    if (this.#receiver !== receiver) {
      this.#unfollow?.();
      this.#receiver = receiver;
      this.#unfollow = receiver.state.subscribe(() => this.#follow());
    }
  }

  /** Brings the state and the deadline in line with what the room and the receiver say. */
  #follow(): void {
    clearTimeout(this.#deadline);
    const { status } = this.state.get();
    if (this.#receiver === undefined || (status !== 'live' && status !== 'interrupted')) {
      return;
    }

    const { phase, stream, error = null } = this.#receiver.state.get();
    if (error !== null) {
      this.state.patch({ error });
      return;
    }

    if (phase === 'connected') {
      this.#failures = 0;
      this.state.patch({ media: 'playing', stream });
      return;
    }

    this.state.patch({ media: stream === null ? 'connecting' : 'reconnecting', stream });
    if (status === 'live' && this.#inRoom) {
      const pause = backoff(this.#failures, { first: 500, most: 15_000 });
      this.#deadline = setTimeout(
        () => {
          this.#failures++;
          this.#handle?.reenter();
        },
        phase === 'lost' ? pause : pictureWithinMs + pause,
      );
    }
  }

  #openReceivers(): void {
    for (const [mode, open] of Object.entries(this.#options.receivers)) {
      if (!this.#receivers.has(mode as MediaMode)) {
        this.#receivers.set(mode as MediaMode, open());
      }
    }
  }

  /** @param except Stays open, and so does what it plays. */
  #closeReceivers(except?: MediaReceiver): void {
    clearTimeout(this.#deadline);
    if (this.#receiver !== except) {
      this.#unfollow?.();
      this.#unfollow = undefined;
      this.#receiver = undefined;
      this.state.patch({ media: 'idle', stream: null });
    }

    for (const [mode, receiver] of this.#receivers) {
      if (receiver !== except) {
        receiver.close();
        this.#receivers.delete(mode);
      }
    }
  }
}

function refusalOf({ mediaRefusal }: Admission): ClockitError | null {
  return typeof mediaRefusal === 'string'
    ? new ClockitError(mediaRefusal, 'This stream cannot be sent to more viewers now.')
    : null;
}
