const everyMs = 1_000;

/** ICE asks at least every 2.5 s whether the other side is there. */
const silentMs = 4_000;

/**
 * Notices a media server that is gone sooner than ICE gives up: nothing comes any more, not even
 * answers to ICE's own checks. A broadcaster who pauses is no such silence.
 */
export class PathWatch {
  readonly #peer: RTCPeerConnection;
  readonly #onSilent: () => void;
  #timer: ReturnType<typeof setInterval> | undefined;
  #last = '';
  #since = 0;

  constructor(peer: RTCPeerConnection, onSilent: () => void) {
    this.#peer = peer;
    this.#onSilent = onSilent;
  }

  start(): void {
    this.stop();
    this.#since = performance.now();
    this.#timer = setInterval(() => void this.#look(), everyMs);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  async #look(): Promise<void> {
    const heard = await this.#read();
    if (this.#timer === undefined || heard === null) {
      return;
    }

    const now = performance.now();
    if (heard !== this.#last) {
      this.#last = heard;
      this.#since = now;
    } else if (now - this.#since >= silentMs) {
      this.stop();
      this.#onSilent();
    }
  }

  /** What was heard so far; null where the browser does not say. */
  async #read(): Promise<string | null> {
    let heard = '';
    const reports = await this.#peer.getStats();
    reports.forEach((report: RTCStats & Partial<RTCIceCandidatePairStats>) => {
      if (report.type === 'candidate-pair' && report.responsesReceived !== undefined) {
        heard += `${report.id}:${report.responsesReceived}/${report.bytesReceived ?? 0} `;
      }
    });
    return heard === '' ? null : heard;
  }
}
