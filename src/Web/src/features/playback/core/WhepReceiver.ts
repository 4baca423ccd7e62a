import { backoff } from '@/lib/async/backoff';
import { Store } from '@/lib/async/Store';
import { hasCode, isTransient, type ClockitError } from '@/lib/errors/ClockitError';
import { ServerPeer } from '@/lib/media/ServerPeer';
import {
  toConfiguration,
  type IceAccess,
  type MediaReceiver,
  type ReceiverState,
} from '@/lib/media/transport';

export interface WhepReceiverOptions {
  streamId: string;
  createPeer?: (configuration: RTCConfiguration) => RTCPeerConnection;
}

/** After so many answers that no media arrives, the room is asked how it travels now. */
const askRoomAfter = 6;

/**
 * Plays from the media server, by WHEP. A path that is lost is replaced without anybody asking:
 * the old one's last picture stands until the new one is connected.
 */
export class WhepReceiver implements MediaReceiver {
  readonly state = new Store<ReceiverState>({ phase: 'connecting', stream: null });

  readonly #options: WhepReceiverOptions;
  #configuration: RTCConfiguration = {};
  #current: ServerPeer | undefined;
  #previous: ServerPeer | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  /** Attempts that failed since one last worked. */
  #failures = 0;
  #closed = false;

  constructor(options: WhepReceiverOptions) {
    this.#options = options;
  }

  admitted(access: IceAccess): void {
    this.#configuration = toConfiguration(access);
    if (this.#current === undefined && this.#retry === undefined && !this.#closed) {
      this.#failures = 0;
      this.state.patch({ phase: 'connecting', error: null });
      void this.#connect();
    }
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#retry);
    this.#previous?.close();
    this.#current?.close();
    this.#previous = undefined;
    this.#current = undefined;
  }

  async #connect(): Promise<void> {
    this.#retry = undefined;
    let stream: MediaStream | null = null;
    const path: ServerPeer = new ServerPeer({
      endpoint: `/api/live/${this.#options.streamId}/whep`,
      configuration: this.#configuration,
      createPeer: this.#options.createPeer,
      prepare: (peer) => {
        peer.ontrack = ({ receiver, track, streams: [first] }) => {
          preferLowDelay(receiver);
          stream ??= first ?? new MediaStream([track]);
        };
        peer.addTransceiver('video', { direction: 'recvonly' });
        peer.addTransceiver('audio', { direction: 'recvonly' });
      },
      onConnected: () => {
        if (this.#current === path) {
          this.#failures = 0;
          this.#previous?.close();
          this.#previous = undefined;
          this.state.set({ phase: 'connected', stream, error: null });
        }
      },
      onLost: () => this.#replace(path),
    });
    this.#current = path;
    try {
      await path.open();
    } catch (error) {
      if (this.#current === path) {
        this.#current = undefined;
        this.#failed(error as ClockitError);
      }
    }
  }

  #replace(lost: ServerPeer): void {
    if (this.#current !== lost || this.#closed) {
      return;
    }

    if (this.state.get().phase === 'connected') {
      this.#previous = lost;
    } else {
      lost.close();
    }

    this.#current = undefined;
    this.state.patch({ phase: 'connecting' });
    this.#later(0);
  }

  #failed(error: ClockitError): void {
    const isMissing = hasCode(error, 'media.not_published', 'stream.not_live');
    const isWorthTrying = (isMissing && this.#failures < askRoomAfter) || isTransient(error);
    if (this.#closed) {
      return;
    }

    if (isWorthTrying) {
      this.#later(this.#failures + 1);
    } else {
      this.state.patch({
        phase: 'lost',
        error: hasCode(error, 'media.codec_missing') ? error : null,
      });
    }
  }

  #later(failures: number): void {
    this.#failures = Math.max(this.#failures, failures);
    const pause = failures === 0 ? 0 : backoff(failures - 1, { first: 400, most: 3_000 });
    this.#retry = setTimeout(() => void this.#connect(), pause);
  }
}

/** Live video is worth more now than smooth later: ask for the shortest jitter buffer. */
function preferLowDelay(receiver: RTCRtpReceiver): void {
  if ('jitterBufferTarget' in receiver) {
    receiver.jitterBufferTarget = 0;
  }
}
