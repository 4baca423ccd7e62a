import { vi } from 'vitest';

type Answered = Response | object | null;
type Answer = (body: unknown) => Answered | Promise<Answered>;

/** The API as the test answers it: by method and path, such as `GET /api/auth/me`. */
export class FakeApi {
  /** Every call that arrived, as `[method and path with its query, body]`. */
  readonly calls: [string, unknown][] = [];
  readonly #answers = new Map<string, Answer>();

  constructor() {
    vi.stubGlobal('fetch', async (request: Request) => {
      const { pathname, search } = new URL(request.url);
      const text = await request.text();
      const body: unknown = text === '' ? null : JSON.parse(text);
      this.calls.push([`${request.method} ${pathname}${search}`, body]);
      const answer = this.#answers.get(`${request.method} ${pathname}`);
      const answered = answer === undefined ? problem(404, 'route.not_found') : await answer(body);
      return answered instanceof Response
        ? answered
        : answered === null
          ? new Response(null, { status: 204 })
          : Response.json(answered);
    });
  }

  /** An object is a body, null is 204. */
  on(call: string, answer: Answer): void {
    this.#answers.set(call, answer);
  }
}

export function problem(
  status: number,
  code: string,
  detail = code,
  errors?: Record<string, string[]>,
): Response {
  return Response.json({ code, title: code, detail, errors }, { status });
}
