export interface ClockitErrorOptions {
  /** HTTP status, when the error came over HTTP. */
  status?: number;
  /** The trace to quote to an operator. */
  traceId?: string;
  /** What is wrong with each field of a rejected form, by camelCase field name. */
  fields?: Record<string, string[]>;
  retryAfterSeconds?: number;
  cause?: unknown;
}

/**
 * Whatever went wrong, with a stable `code`: the server's own (`stream.not_found`) or one of
 * ours for what never reached it (`network.unreachable`, `connection.lost`).
 * `message` is the server's sentence; what people read comes from `describeError`.
 */
export class ClockitError extends Error {
  readonly code: string;
  readonly status: number | undefined;
  readonly traceId: string | undefined;
  readonly fields: Record<string, string[]>;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: string, message: string, options: ClockitErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.name = 'ClockitError';
    this.code = code;
    this.status = options.status;
    this.traceId = options.traceId;
    this.fields = options.fields ?? {};
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}

export function hasCode(error: unknown, ...codes: string[]): error is ClockitError {
  return error instanceof ClockitError && codes.includes(error.code);
}

const transientCodes = new Set([
  'connection.lost',
  'network.unreachable',
  'request.rate_limited',
  'service.error',
  'service.unavailable',
  'signaling.rate_limited',
]);

/** Whether the same call may well succeed a little later, without anybody changing anything. */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof ClockitError)) {
    return true;
  }

  return transientCodes.has(error.code) || (error.status !== undefined && error.status >= 500);
}
