import { ClockitError } from './ClockitError';

interface Problem {
  code?: unknown;
  title?: unknown;
  detail?: unknown;
  traceId?: unknown;
  errors?: unknown;
}

/** Reads a failed response (RFC 9457 problem details, or anything a proxy made of it). */
export async function fromResponse(response: Response): Promise<ClockitError> {
  const problem = await readProblem(response);
  const message =
    text(problem.detail) ?? text(problem.title) ?? `The server answered ${response.status}.`;
  const traceId = text(problem.traceId);
  const retryAfter = Number.parseInt(response.headers.get('Retry-After') ?? '', 10);

  return new ClockitError(text(problem.code) ?? codeOfStatus(response.status), message, {
    status: response.status,
    fields: readFields(problem.errors),
    ...(traceId === undefined ? {} : { traceId }),
    ...(Number.isNaN(retryAfter) ? {} : { retryAfterSeconds: retryAfter }),
  });
}

async function readProblem(response: Response): Promise<Problem> {
  try {
    const body: unknown = await response.json();
    return typeof body === 'object' && body !== null ? body : {};
  } catch {
    // Not JSON: a proxy's error page. The status says enough.
    return {};
  }
}

function codeOfStatus(status: number): string {
  switch (status) {
    case 401:
      return 'auth.required';
    case 403:
      return 'auth.forbidden';
    case 404:
      return 'route.not_found';
    case 429:
      return 'request.rate_limited';
    default:
      return status >= 500 ? 'service.unavailable' : 'request.invalid';
  }
}

function readFields(errors: unknown): Record<string, string[]> {
  const fields: Record<string, string[]> = {};
  if (typeof errors === 'object' && errors !== null) {
    for (const [name, messages] of Object.entries(errors)) {
      if (Array.isArray(messages)) {
        fields[camelCase(name)] = messages.filter((m): m is string => typeof m === 'string');
      }
    }
  }

  return fields;
}

function camelCase(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value.length > 0 ? value : undefined;
}
