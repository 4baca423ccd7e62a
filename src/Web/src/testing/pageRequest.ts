/** In a browser an address is relative to the page; Node's requests know no page. */
class PageRequest extends Request {
  constructor(input: RequestInfo | URL, init?: RequestInit) {
    super(typeof input === 'string' ? new URL(input, 'http://localhost') : input, init);
  }
}

globalThis.Request = PageRequest;
