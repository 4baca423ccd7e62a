import { expect, test } from 'vitest';
import { backoff } from './backoff';

test('waits double from attempt to attempt, up to the most', () => {
  const waits = [0, 1, 2, 3, 50].map((failures) =>
    backoff(failures, { first: 100, most: 500, random: () => 1 }),
  );
  expect(waits).toEqual([100, 200, 400, 500, 500]);
});

test('a wait is spread over its upper half', () => {
  expect(backoff(2, { first: 100, most: 500, random: () => 0 })).toBe(200);
});
