import { ClockitError } from '../errors/ClockitError';
import { PathWatch } from './PathWatch';
import { SdpSession } from './SdpSession';
import { TrickledCandidates } from './TrickledCandidates';

export interface ServerPeerOptions {
  /** The WHIP or WHEP endpoint. */
  endpoint: string;
  configuration: RTCConfiguration;
  /** Adds what is to be sent or received. */
  prepare: (peer: RTCPeerConnection) => void;
  onConnected: () => void;
  /** This path will not come back. Told once, and not after `close`. */
  onLost: () => void;
  createPeer?: ((configuration: RTCConfiguration) => RTCPeerConnection) | undefined;
}

/** How long a path may be `disconnected`; ICE mends short gaps by itself. */
const graceMs = 2_000;

/** How long a path may take from the answer on. */
const connectWithinMs = 10_000;

/** One peer connection to the media server, from its offer to its end. */
export class ServerPeer {
  readonly peer: RTCPeerConnection;

  readonly #options: ServerPeerOptions;
  readonly #abort = new AbortController();
  readonly #candidates: TrickledCandidates;
  readonly #watch: PathWatch;
  readonly #onPageHide = () => this.close();
  #session: SdpSession | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #over = false;

  constructor(options: ServerPeerOptions) {
    const { configuration, createPeer = defaultPeer } = options;
    this.#options = options;
    this.peer = createPeer({ ...configuration, bundlePolicy: 'max-bundle' });
    this.#candidates = new TrickledCandidates(this.peer);
    this.#watch = new PathWatch(this.peer, () => this.#lose());
  }

  get isConnected(): boolean {
    return !this.#over && this.peer.connectionState === 'connected';
  }

  /** Resolves with the answer in place; media comes a little later. Throws a ClockitError. */
  async open(): Promise<void> {
    const { endpoint, prepare } = this.#options;
    prepare(this.peer);
    this.peer.onconnectionstatechange = () => this.#follow();
    window.addEventListener('pagehide', this.#onPageHide);
    try {
      const offer = await this.peer.createOffer();
      await this.peer.setLocalDescription(offer);
      const { session, answer } = await SdpSession.open(
        endpoint,
        offer.sdp ?? '',
        this.#abort.signal,
      );
      if (this.#over) {
        session.close();
        return;
      }

      this.#session = session;
      await this.peer.setRemoteDescription({ type: 'answer', sdp: answer });
      this.#candidates.release((fragment) => void session.trickle(fragment).catch(() => undefined));
      this.#timer ??= setTimeout(() => this.#lose(), connectWithinMs);
    } catch (error) {
      this.close();
      throw error instanceof ClockitError
        ? error
        : new ClockitError('media.failed', 'The connection to the media server failed.', {
            cause: error,
          });
    }
  }

  close(): void {
    if (this.#over) {
      return;
    }

    this.#over = true;
    clearTimeout(this.#timer);
    window.removeEventListener('pagehide', this.#onPageHide);
    this.#abort.abort();
    this.#candidates.stop();
    this.#watch.stop();
    this.peer.onconnectionstatechange = null;
    this.peer.ontrack = null;
    this.peer.close();
    this.#session?.close();
  }

  #follow(): void {
    clearTimeout(this.#timer);
    switch (this.peer.connectionState) {
      case 'connected':
        this.#watch.start();
        this.#options.onConnected();
        break;
      case 'disconnected':
        this.#timer = setTimeout(() => this.#lose(), graceMs);
        break;
      case 'failed':
      case 'closed':
        this.#lose();
        break;
      default:
        this.#timer = setTimeout(() => this.#lose(), connectWithinMs);
    }
  }

  #lose(): void {
    if (!this.#over) {
      this.#options.onLost();
    }
  }
}

function defaultPeer(configuration: RTCConfiguration): RTCPeerConnection {
  return new RTCPeerConnection(configuration);
}
