import { backoff } from '@/lib/async/backoff';
import { isTransient, type ClockitError } from '@/lib/errors/ClockitError';
import { ServerPeer } from '@/lib/media/ServerPeer';
import { toConfiguration, type IceAccess, type MediaSender } from '@/lib/media/transport';

export interface WhipSenderOptions {
  streamId: string;
  media: MediaStream;
  createPeer?: (configuration: RTCConfiguration) => RTCPeerConnection;
}

/** Enough for 720p; the browser sends less where the link does not carry it. */
const maxVideoBitrate = 2_500_000;

/** What the server refuses for a reason is asked for again, but seldom. */
const refusedMs = 10_000;

/**
 * Publishes to the media server, by WHIP, with the creator's session. A path that is lost is
 * replaced for as long as the sender is open; publishing again takes over without interruption.
 */
export class WhipSender implements MediaSender {
  readonly #options: WhipSenderOptions;
  #configuration: RTCConfiguration | undefined;
  #path: ServerPeer | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #failures = 0;
  #closed = false;

  constructor(options: WhipSenderOptions) {
    this.#options = options;
  }

  admitted(access: IceAccess): void {
    this.#configuration = toConfiguration(access);
    if (this.#path === undefined && this.#retry === undefined && !this.#closed) {
      void this.#publish();
    }
  }

  hubLost(): void {
    // Media does not need the hub.
  }

  async replaceTrack(track: MediaStreamTrack): Promise<void> {
    const sender = this.#path?.peer
      .getSenders()
      .find(({ track: present }) => present?.kind === track.kind);
    await sender?.replaceTrack(track);
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#retry);
    this.#path?.close();
    this.#path = undefined;
  }

  async #publish(): Promise<void> {
    this.#retry = undefined;
    const { streamId, media, createPeer } = this.#options;
    const path: ServerPeer = new ServerPeer({
      endpoint: `/api/live/${streamId}/whip`,
      configuration: this.#configuration ?? {},
      createPeer,
      prepare: (peer) => {
        for (const track of media.getTracks()) {
          peer.addTransceiver(track, {
            direction: 'sendonly',
            streams: [media],
            ...(track.kind === 'video' ? { sendEncodings: [{ maxBitrate: maxVideoBitrate }] } : {}),
          });
        }
      },
      onConnected: () => {
        this.#failures = 0;
      },
      onLost: () => this.#again(path, 0),
    });
    this.#path = path;
    try {
      await path.open();
    } catch (error) {
      this.#again(
        path,
        isTransient(error)
          ? backoff(this.#failures++, { first: 400, most: 3_000 })
          : refusalPause(error as ClockitError),
      );
    }
  }

  #again(path: ServerPeer, pause: number): void {
    if (this.#path !== path || this.#closed) {
      return;
    }

    // Not told to the server: what takes over ends it, and until then viewers keep what they have.
    path.close();
    this.#path = undefined;
    this.#retry = setTimeout(() => void this.#publish(), pause);
  }
}

function refusalPause({ code }: ClockitError): number {
  return code === 'media.failed' ? 1_000 : refusedMs;
}
