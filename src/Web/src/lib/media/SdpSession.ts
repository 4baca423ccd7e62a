import { ClockitError } from '../errors/ClockitError';
import { fromResponse } from '../errors/fromProblem';

/** What a session is opened with: the offer goes out, and the answer comes back. */
export interface Opened {
  session: SdpSession;
  answer: string;
}

/**
 * The HTTP side of WHIP (RFC 9725) and WHEP: one resource that stands for one peer connection at
 * the media server. Calls carry the page's own session.
 */
export class SdpSession {
  readonly #address: string;
  readonly #etag: string | null;

  private constructor(address: string, etag: string | null) {
    this.#address = address;
    this.#etag = etag;
  }

  /** Posts an offer. Whatever goes wrong is a ClockitError. */
  static async open(endpoint: string, offer: string, signal: AbortSignal): Promise<Opened> {
    const response = await send(endpoint, {
      method: 'POST',
      headers: { 'Content-Type': 'application/sdp' },
      body: offer,
      signal,
    });
    const address = response.headers.get('Location');
    if (response.status !== 201 || address === null) {
      throw response.ok
        ? new ClockitError('service.error', 'The media server gave no session.')
        : await fromResponse(response);
    }

    const session = new SdpSession(
      // The page talks to its own origin only, whatever the public one is called.
      new URL(address, window.location.href).pathname,
      response.headers.get('ETag'),
    );
    return { session, answer: await response.text() };
  }

  /** Tells of candidates that were found after the offer. A loss is not made up for. */
  async trickle(fragment: string): Promise<void> {
    await send(this.#address, {
      method: 'PATCH',
      headers: {
        'Content-Type': 'application/trickle-ice-sdpfrag',
        ...(this.#etag === null ? {} : { 'If-Match': this.#etag }),
      },
      body: fragment,
    });
  }

  /** Ends the session, also while the page is being closed. */
  close(): void {
    send(this.#address, { method: 'DELETE', keepalive: true }).catch(() => {
      // It ends by itself once nobody answers.
    });
  }
}

async function send(address: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(address, { credentials: 'same-origin', ...init });
  } catch (error) {
    throw new ClockitError('network.unreachable', 'The server cannot be reached.', {
      cause: error,
    });
  }
}
