import { Store } from '@/lib/async/Store';
import type { StreamStatus } from '@/lib/api/types';
import type { ClockitError } from '@/lib/errors/ClockitError';
import type { IceAccess, MediaSender } from '@/lib/media/transport';
import type { Room, RoomHandle } from '@/lib/realtime/HubClient';
import type { LiveHub } from '@/lib/realtime/hubs';
import type { Admission, MediaMode } from '@/lib/realtime/liveProtocol';

export interface BroadcastState {
  /** Whether the hub has let us in on the present connection. */
  onAir: boolean;
  status: StreamStatus;
  viewerCount: number;
  peakViewers: number;
  /** Why the hub refused us, when it did. */
  error: ClockitError | null;
  /** How our media travels; null until the hub has let us in. */
  media: MediaMode | null;
}

export interface BroadcastOptions {
  hub: LiveHub;
  streamId: string;
  /** One per way that media can travel. */
  senders: Partial<Record<MediaMode, () => MediaSender>>;
  /** Sends to each viewer directly also where there is a media server. */
  peerToPeer?: boolean;
  fetchIceServers: () => Promise<RTCIceServer[]>;
}

/** TURN credentials last an hour; viewers who come later than that need newer ones. */
const iceRefreshMs = 30 * 60_000;

/** A creator's end of one live stream: announces it on every connection and sends its media. */
export class Broadcast implements Room {
  readonly key: string;
  readonly state = new Store<BroadcastState>({
    onAir: false,
    status: 'upcoming',
    viewerCount: 0,
    peakViewers: 0,
    error: null,
    media: null,
  });

  readonly #options: BroadcastOptions;
  #handle: RoomHandle | undefined;
  readonly #senders = new Map<MediaMode, MediaSender>();
  #unsubscribe: (() => void)[] = [];
  #access: IceAccess = { iceServers: [] };
  /** Since `start_live` was asked: what it answers was counted before. */
  #heardCount = false;
  #refresh: ReturnType<typeof setInterval> | undefined;

  constructor(options: BroadcastOptions) {
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
        if (hub.state.get() !== 'connected' && this.state.get().onAir) {
          for (const sender of this.#senders.values()) {
            sender.hubLost();
          }

          this.state.patch({ onAir: false });
        }
      }),
      hub.onStream(streamId, 'viewer_count', ({ viewerCount, peakViewers }) => {
        this.#heardCount = true;
        this.state.patch({ viewerCount, peakViewers });
      }),
      hub.onStream(streamId, 'live_interrupted', () => this.state.patch({ status: 'interrupted' })),
      hub.onStream(streamId, 'live_resumed', () => this.state.patch({ status: 'live' })),
      hub.onStream(streamId, 'live_ended', () =>
        this.state.patch({ status: 'ended', onAir: false }),
      ),
    ];
    this.#openSenders();
    this.#refresh = setInterval(() => void this.#refreshIceServers(), iceRefreshMs);
    this.#handle = hub.join(this);
  }

  /** Leaves the air in this tab. Ending the stream for everybody is the API's. */
  stop(): void {
    for (const unsubscribe of this.#unsubscribe) {
      unsubscribe();
    }

    clearInterval(this.#refresh);
    this.#handle?.leave();
    this.#handle = undefined;
    this.#closeSenders();
  }

  async replaceTrack(track: MediaStreamTrack): Promise<void> {
    await Promise.all([...this.#senders.values()].map((sender) => sender.replaceTrack(track)));
  }

  async enter(): Promise<void> {
    const { hub, streamId, peerToPeer = false } = this.#options;
    this.#heardCount = false;
    // Before the answer, after which viewers may be announced at once.
    this.#openSenders();
    const admission = await hub.invoke<Admission>('start_live', {
      streamId,
      ...(peerToPeer ? { media: 'mesh' } : {}),
    });
    if (this.#handle === undefined) {
      return;
    }

    const { status, viewerCount, peakViewers, media } = admission;
    this.#access = admission;
    this.#closeSenders(media);
    this.#senders.get(media)?.admitted(admission);
    this.state.patch({
      onAir: true,
      media,
      status,
      error: null,
      ...(this.#wasCountHeard() ? {} : { viewerCount, peakViewers }),
    });
  }

  refused(error: ClockitError): void {
    this.state.patch({ onAir: false, error });
  }

  async exit(): Promise<void> {
    await this.#options.hub.invoke('leave_live', { streamId: this.#options.streamId });
  }

  #openSenders(): void {
    for (const [mode, open] of Object.entries(this.#options.senders)) {
      if (!this.#senders.has(mode as MediaMode)) {
        this.#senders.set(mode as MediaMode, open());
      }
    }
  }

  #closeSenders(except?: MediaMode): void {
    for (const [mode, sender] of this.#senders) {
      if (mode !== except) {
        sender.close();
        this.#senders.delete(mode);
      }
    }
  }

  // A method, because it changes while `enter` awaits.
  #wasCountHeard(): boolean {
    return this.#heardCount;
  }

  async #refreshIceServers(): Promise<void> {
    try {
      const iceServers = await this.#options.fetchIceServers();
      if (this.state.get().onAir) {
        this.#access = { ...this.#access, iceServers };
        for (const sender of this.#senders.values()) {
          sender.admitted(this.#access);
        }
      }
    } catch {
      // The present ones may still work, and the next time is not far.
    }
  }
}
