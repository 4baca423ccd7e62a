/**
 * The other side's ICE candidates: they wait until the remote description is set, because a peer
 * connection refuses them before that, and are then added in the order they came.
 */
export class RemoteCandidates {
  readonly #peer: Pick<RTCPeerConnection, 'addIceCandidate'>;
  #waiting: RTCIceCandidateInit[] | undefined = [];

  constructor(peer: Pick<RTCPeerConnection, 'addIceCandidate'>) {
    this.#peer = peer;
  }

  async add(candidate: RTCIceCandidateInit): Promise<void> {
    if (this.#waiting === undefined) {
      await this.#apply(candidate);
    } else {
      this.#waiting.push(candidate);
    }
  }

  /** Call once, after `setRemoteDescription`. */
  async release(): Promise<void> {
    const waiting = this.#waiting ?? [];
    this.#waiting = undefined;
    for (const candidate of waiting) {
      await this.#apply(candidate);
    }
  }

  async #apply(candidate: RTCIceCandidateInit): Promise<void> {
    try {
      await this.#peer.addIceCandidate(candidate);
    } catch {
      // One path that cannot be used (another address family, an old generation) is no failure:
      // the others are still tried, and the connection's state tells if none works.
    }
  }
}
