import { ClockitError } from '../errors/ClockitError';
import { fromResponse } from '../errors/fromProblem';

export interface RequestOptions {
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/**
 * Calls the API on our own origin with the session cookie.
 * @throws ClockitError for every failure but an abort, which stays the browser's AbortError.
 */
export async function request<T>(
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  path: string,
  { body, headers, signal }: RequestOptions = {},
): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, {
      method,
      credentials: 'same-origin',
      headers: {
        Accept: 'application/json',
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    if (signal?.aborted === true) {
      throw error;
    }

    throw new ClockitError('network.unreachable', 'The server cannot be reached.', {
      cause: error,
    });
  }

  if (!response.ok) {
    throw await fromResponse(response);
  }

  return (response.status === 204 ? undefined : await response.json()) as T;
}
