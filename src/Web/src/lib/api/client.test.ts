import { afterEach, expect, test, vi } from 'vitest';
import { api, bodyOf } from './client';

// Outside a browser an address has no page to be relative to.
const baseUrl = 'http://localhost';

function answerWith(answer: (request: Request) => Promise<Response> | Response): Request[] {
  const seen: Request[] = [];
  vi.stubGlobal('fetch', async (request: Request) => {
    seen.push(request);
    return answer(request);
  });
  return seen;
}

afterEach(() => vi.unstubAllGlobals());

test('a call has its parameters in the address and gives the body', async () => {
  const seen = answerWith(() => Response.json({ items: [], page: 1, limit: 5, total: 0 }));
  const page = await bodyOf(
    api.GET('/api/live', { baseUrl, params: { query: { status: 'live', limit: 5 } } }),
  );
  expect(page.total).toBe(0);
  expect(seen[0]?.url).toBe('http://localhost/api/live?status=live&limit=5');
  expect(seen[0]?.credentials).toBe('same-origin');
});

test('an id cannot leave its place in the address', async () => {
  const seen = answerWith(() => Response.json({}));
  await api.GET('/api/live/{id}', { baseUrl, params: { path: { id: '../auth/me' } } });
  expect(seen[0]?.url).toBe('http://localhost/api/live/..%2Fauth%2Fme');
});

test('a problem is thrown with its code', async () => {
  answerWith(() =>
    Response.json(
      { code: 'stream.not_found', title: 'Not Found', detail: 'There is no such stream.' },
      { status: 404 },
    ),
  );
  await expect(
    api.GET('/api/live/{id}', { baseUrl, params: { path: { id: 'x' } } }),
  ).rejects.toMatchObject({ code: 'stream.not_found', status: 404 });
});

test('a server that cannot be reached is an error of its own', async () => {
  answerWith(() => Promise.reject(new TypeError('fetch failed')));
  await expect(api.GET('/api/auth/me', { baseUrl })).rejects.toMatchObject({
    code: 'network.unreachable',
  });
});

test('an abort stays an abort', async () => {
  const abort = new AbortController();
  answerWith((request) => {
    abort.abort();
    request.signal.throwIfAborted();
    return Response.json({});
  });
  await expect(api.GET('/api/auth/me', { baseUrl, signal: abort.signal })).rejects.toMatchObject({
    name: 'AbortError',
  });
});
