import createClient from 'openapi-fetch';
import { ClockitError } from '../errors/ClockitError';
import { fromResponse } from '../errors/fromProblem';
import type { paths } from './schema';

/**
 * Calls the API on our own origin with the session cookie, typed by its OpenAPI document.
 * Every failure is thrown as a ClockitError, but an abort, which stays the browser's AbortError.
 */
export const api = createClient<paths>({
  credentials: 'same-origin',
  // Looked up at each call, so that a test can put its own in place.
  fetch: (request) => fetch(request),
});

api.use({
  async onResponse({ response }) {
    if (!response.ok) {
      throw await fromResponse(response);
    }
  },
  onError({ request, error }) {
    return request.signal.aborted
      ? undefined
      : new ClockitError('network.unreachable', 'The server cannot be reached.', { cause: error });
  },
});

/** The body of an answer: calls that failed have thrown. */
export async function bodyOf<T>(call: Promise<{ data?: T }>): Promise<T> {
  return (await call).data as T;
}
