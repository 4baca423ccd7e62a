import { RemoteCandidates } from '@/lib/media/RemoteCandidates';
import { randomId } from '@/lib/randomId';
import type { Candidate, SessionDescription } from '@/lib/realtime/liveProtocol';

export interface PeerSignals {
  offer(offer: SessionDescription): Promise<void>;
  candidate(candidate: Candidate): Promise<void>;
}

/** Bits a second to each viewer: a mesh shares one uplink among all of them. */
const maxVideoBitrate = 1_500_000;

/**
 * The connection to one viewer, good for one negotiation: offer, answer, candidates. A viewer
 * that needs another one gets another `MeshPeer`.
 */
export class MeshPeer {
  readonly #peer: RTCPeerConnection;
  readonly #remoteCandidates: RemoteCandidates;
  readonly #negotiation = randomId();
  readonly #signals: PeerSignals;
  /** Local candidates that wait for the offer to leave first. */
  #held: Candidate[] | undefined = [];

  constructor(
    peer: RTCPeerConnection,
    media: MediaStream,
    signals: PeerSignals,
    onLost: (peer: MeshPeer) => void,
  ) {
    this.#peer = peer;
    this.#signals = signals;
    this.#remoteCandidates = new RemoteCandidates(peer);

    for (const track of media.getTracks()) {
      peer.addTransceiver(track, {
        direction: 'sendonly',
        streams: [media],
        ...(track.kind === 'video' ? { sendEncodings: [{ maxBitrate: maxVideoBitrate }] } : {}),
      });
    }

    peer.onicecandidate = ({ candidate }) => {
      if (candidate !== null && candidate.candidate !== '') {
        this.#sendCandidate({ ...candidate.toJSON(), negotiation: this.#negotiation });
      }
    };
    peer.onconnectionstatechange = () => {
      if (peer.connectionState === 'failed' || peer.connectionState === 'closed') {
        onLost(this);
      }
    };
  }

  get isConnected(): boolean {
    return this.#peer.connectionState === 'connected';
  }

  async offer(): Promise<void> {
    const offer = await this.#peer.createOffer();
    await this.#peer.setLocalDescription(offer);
    const sent = this.#signals.offer({
      type: 'offer',
      sdp: offer.sdp ?? '',
      negotiation: this.#negotiation,
    });
    const held = this.#held ?? [];
    this.#held = undefined;
    for (const candidate of held) {
      this.#sendCandidate(candidate);
    }

    await sent;
  }

  /** Takes the answer to this peer's own offer; any other is stale and ignored. */
  async accept({ negotiation, type, sdp }: SessionDescription): Promise<void> {
    if (this.#isOurs(negotiation) && this.#peer.signalingState === 'have-local-offer') {
      await this.#peer.setRemoteDescription({ type, sdp: sdp ?? '' });
      await this.#remoteCandidates.release();
    }
  }

  async addCandidate({ negotiation, ...candidate }: Candidate): Promise<void> {
    if (this.#isOurs(negotiation)) {
      await this.#remoteCandidates.add(candidate);
    }
  }

  async replaceTrack(track: MediaStreamTrack): Promise<void> {
    const sender = this.#peer.getSenders().find(({ track: sent }) => sent?.kind === track.kind);
    await sender?.replaceTrack(track);
  }

  close(): void {
    this.#peer.onicecandidate = null;
    this.#peer.onconnectionstatechange = null;
    this.#peer.close();
  }

  #isOurs(negotiation: string | undefined): boolean {
    return negotiation === undefined || negotiation === this.#negotiation;
  }

  #sendCandidate(candidate: Candidate): void {
    if (this.#held === undefined) {
      // A candidate that is lost with the connection is replaced by the next negotiation.
      this.#signals.candidate(candidate).catch(() => undefined);
    } else {
      this.#held.push(candidate);
    }
  }
}
