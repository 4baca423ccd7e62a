import { vi } from 'vitest';

/** WHIP and WHEP as the test answers them. */
export class FakeMediaServer {
  /** Every call that arrived, as method and path. */
  readonly calls: string[] = [];
  /** What the next offers are answered with; an answer where there is nothing left. */
  readonly refusals: Response[] = [];
  #sessions = 0;

  constructor() {
    vi.stubGlobal('fetch', (address: string, { method = 'GET' }: RequestInit) => {
      this.calls.push(`${method} ${address}`);
      return Promise.resolve(method === 'POST' ? this.#open(address) : new Response(null));
    });
  }

  count(method: string): number {
    return this.calls.filter((call) => call.startsWith(`${method} `)).length;
  }

  #open(endpoint: string): Response {
    return (
      this.refusals.shift() ??
      new Response('server answer', {
        status: 201,
        headers: { Location: `${endpoint}/session-${++this.#sessions}`, ETag: '"1"' },
      })
    );
  }
}
