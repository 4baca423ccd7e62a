import { Store } from '@/lib/async/Store';
import type { StreamStatus } from '@/lib/api/types';
import type { ClockitError } from '@/lib/errors/ClockitError';
import type { IceAccess, MediaSender } from '@/lib/media/transport';
import type { Room, RoomHandle } from '@/lib/realtime/HubClient';
import type { LiveHub } from '@/lib/realtime/hubs';
import type { Admission } from '@/lib/realtime/liveProtocol';

export interface BroadcastState {
  /** Whether the hub has let us in on the present connection. */
  onAir: boolean;
  status: StreamStatus;
  viewerCount: number;
  peakViewers: number;
  /** Why the hub refused us, when it did. */
  error: ClockitError | null;
}

export interface BroadcastOptions {
  hub: LiveHub;
  streamId: string;
  createSender: () => MediaSender;
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
  });

  readonly #options: BroadcastOptions;
  #handle: RoomHandle | undefined;
  #sender: MediaSender | undefined;
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

    const { hub, streamId, createSender } = this.#options;
    this.#unsubscribe = [
      hub.state.subscribe(() => {
        if (hub.state.get() !== 'connected' && this.state.get().onAir) {
          this.#sender?.hubLost();
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
    this.#sender = createSender();
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
    this.#sender?.close();
    this.#sender = undefined;
  }

  async replaceTrack(track: MediaStreamTrack): Promise<void> {
    await this.#sender?.replaceTrack(track);
  }

  async enter(): Promise<void> {
    const { hub, streamId } = this.#options;
    this.#heardCount = false;
    const admission = await hub.invoke<Admission>('start_live', { streamId });
    const { status, viewerCount, peakViewers } = admission;
    this.#access = admission;
    this.#sender?.admitted(admission);
    this.state.patch({
      onAir: true,
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

  // A method, because it changes while `enter` awaits.
  #wasCountHeard(): boolean {
    return this.#heardCount;
  }

  async #refreshIceServers(): Promise<void> {
    try {
      const iceServers = await this.#options.fetchIceServers();
      if (this.state.get().onAir) {
        this.#access = { ...this.#access, iceServers };
        this.#sender?.admitted(this.#access);
      }
    } catch {
      // The present ones may still work, and the next time is not far.
    }
  }
}
