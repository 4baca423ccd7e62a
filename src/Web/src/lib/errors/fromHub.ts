import { ClockitError } from './ClockitError';

// "stream.not_found: There is no such stream.", also where SignalR wraps it: "An unexpected error occurred
// invoking 'x' on the server. HubException: …"
const hubException = /(?:^|HubException: )([a-z]+(?:[._][a-z]+)*\.[a-z_]+): ([\s\S]*)$/;

/** Turns a failed hub invocation into an error with the server's code. */
export function fromInvocation(error: unknown): ClockitError {
  if (error instanceof ClockitError) {
    return error;
  }

  const message = error instanceof Error ? error.message : String(error);
  const match = hubException.exec(message);
  if (match?.[1] !== undefined && match[2] !== undefined) {
    return new ClockitError(match[1], match[2], { cause: error });
  }

  if (/invoking '[^']*'/.test(message)) {
    // The server failed without saying why.
    return new ClockitError('service.unavailable', 'The server could not do that.', {
      cause: error,
    });
  }

  return new ClockitError('connection.lost', 'The connection was lost.', { cause: error });
}
