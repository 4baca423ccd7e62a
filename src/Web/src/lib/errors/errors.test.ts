import { expect, test } from 'vitest';
import { ClockitError, isTransient } from './ClockitError';
import { describeError } from './describeError';
import { fromInvocation } from './fromHub';
import { fromResponse } from './fromProblem';

function problem(status: number, body: object, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { 'Content-Type': 'application/problem+json', ...headers },
  });
}

test('a problem document gives code, sentence, trace and fields', async () => {
  const error = await fromResponse(
    problem(422, {
      code: 'request.invalid',
      title: 'Invalid',
      detail: 'Look at the fields.',
      traceId: 'abc',
      errors: { Title: ['A title is needed.'] },
    }),
  );
  expect(error).toMatchObject({
    code: 'request.invalid',
    message: 'Look at the fields.',
    status: 422,
    traceId: 'abc',
    fields: { title: ['A title is needed.'] },
  });
});

test('an answer that is no problem document still has a code', async () => {
  const error = await fromResponse(new Response('<h1>Bad gateway</h1>', { status: 502 }));
  expect(error.code).toBe('service.unavailable');
  expect(describeError(error)).not.toContain('<h1>');
});

test('Retry-After is told to the reader', async () => {
  const error = await fromResponse(
    problem(429, { code: 'request.rate_limited', title: 'Slow down' }, { 'Retry-After': '7' }),
  );
  expect(describeError(error)).toContain('7 seconds');
});

test('a known code has a plain sentence, an unknown one keeps the server’s', () => {
  expect(describeError(new ClockitError('stream.not_found', 'Row missing'))).toBe(
    'This stream does not exist, or it is private.',
  );
  expect(describeError(new ClockitError('chat.timed_out', 'You are timed out for 9 s.'))).toBe(
    'You are timed out for 9 s.',
  );
});

test('what is no error of ours says nothing of its inside', () => {
  expect(describeError(new TypeError('x is undefined'))).toBe(
    'Something went wrong. Try again in a moment.',
  );
});

test('the code and sentence of a refused invocation are read', () => {
  const error = fromInvocation(new Error('chat.slow_mode: Wait 3 s: this room is in slow mode.'));
  expect(error).toMatchObject({
    code: 'chat.slow_mode',
    message: 'Wait 3 s: this room is in slow mode.',
  });
});

test('a connection that closes in the middle of an invocation is told apart from a refusal', () => {
  const error = fromInvocation(
    new Error('Invocation canceled due to the underlying connection being closed.'),
  );
  expect(error.code).toBe('connection.lost');
});

test('a HubException’s code and sentence are read out of SignalR’s wrapping', () => {
  const error = fromInvocation(
    new Error(
      "An unexpected error occurred invoking 'join_live' on the server. HubException: media.capacity: No more fit: try later.",
    ),
  );
  expect(error).toMatchObject({ code: 'media.capacity', message: 'No more fit: try later.' });
});

test('an invocation that failed without a code is the server’s fault', () => {
  const error = fromInvocation(
    new Error("An unexpected error occurred invoking 'join_live' on the server."),
  );
  expect(error.code).toBe('service.unavailable');
});

test('only what may pass by itself is transient', () => {
  expect(isTransient(new ClockitError('connection.lost', ''))).toBe(true);
  expect(isTransient(new ClockitError('x', '', { status: 503 }))).toBe(true);
  expect(isTransient(new ClockitError('stream.not_found', '', { status: 404 }))).toBe(false);
});
