/** Gathers the candidates that a peer connection finds and hands them on a few at a time. */
export class TrickledCandidates {
  readonly #found: RTCIceCandidate[] = [];
  readonly #peer: RTCPeerConnection;
  #send: ((fragment: string) => void) | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(peer: RTCPeerConnection) {
    this.#peer = peer;
    peer.onicecandidate = ({ candidate }) => {
      if (candidate !== null && candidate.candidate !== '') {
        this.#found.push(candidate);
        this.#schedule();
      }
    };
  }

  /** From now on there is somebody to tell. */
  release(send: (fragment: string) => void): void {
    this.#send = send;
    this.#schedule();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#peer.onicecandidate = null;
    this.#send = undefined;
  }

  #schedule(): void {
    if (this.#send === undefined || this.#found.length === 0) {
      return;
    }

    clearTimeout(this.#timer);
    // Most of them come within moments of each other.
    this.#timer = setTimeout(() => {
      const found = this.#found.splice(0);
      const [first] = found;
      if (first !== undefined) {
        this.#send?.(describe(first, found));
      }
    }, 30);
  }
}

/** An `application/trickle-ice-sdpfrag` (RFC 8840). All sections share the first one's transport. */
function describe(first: RTCIceCandidate, found: RTCIceCandidate[]): string {
  return [
    `a=ice-ufrag:${first.usernameFragment ?? ''}`,
    'm=audio 9 UDP/TLS/RTP/SAVPF 0',
    `a=mid:${first.sdpMid ?? '0'}`,
    ...found
      .filter(({ sdpMid }) => sdpMid === first.sdpMid)
      .map(({ candidate }) => `a=${candidate}`),
    '',
  ].join('\r\n');
}
