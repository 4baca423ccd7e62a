import { expect, test } from 'vitest';
import type { Analytics } from '@/lib/api/types';
import { pathOf, scaleOf, stepsOf, summaryOf } from './steps';

function analytics(over: Partial<Analytics>): Analytics {
  return {
    streamId: 's',
    startedAt: '2026-01-01T00:00:00Z',
    endedAt: null,
    duration: 100,
    viewers: [],
    peakViewers: 0,
    uniqueViewers: 0,
    watchTime: 0,
    chatMessages: 0,
    reactions: 0,
    ...over,
  };
}

const at = (seconds: number, viewerCount: number) => ({
  at: new Date(Date.UTC(2026, 0, 1) + seconds * 1000).toISOString(),
  viewerCount,
});

test('a count is true until the next one, and the last until the end', () => {
  expect(stepsOf(analytics({ viewers: [at(0, 0), at(20, 3), at(50, 1)] }))).toEqual([
    { from: 0, to: 20, viewerCount: 0 },
    { from: 20, to: 50, viewerCount: 3 },
    { from: 50, to: 100, viewerCount: 1 },
  ]);
});

test('before the first count nobody watched', () => {
  expect(stepsOf(analytics({ viewers: [at(30, 2)] }))[0]).toEqual({
    from: 0,
    to: 30,
    viewerCount: 0,
  });
  expect(stepsOf(analytics({}))).toEqual([{ from: 0, to: 100, viewerCount: 0 }]);
});

test('a count from before the start, or after the last whole second, stays in the chart', () => {
  const steps = stepsOf(analytics({ viewers: [at(-1, 1), at(100.5, 2)] }));
  expect(steps).toEqual([
    { from: 0, to: 100.5, viewerCount: 1 },
    { from: 100.5, to: 100.5, viewerCount: 2 },
  ]);
});

test('a stream that has not started has no steps', () => {
  expect(stepsOf(analytics({ startedAt: null }))).toEqual([]);
  expect(pathOf([], 100, 50)).toBe('');
});

test.each([
  [0, 2],
  [2, 2],
  [3, 4],
  [5, 10],
  [11, 20],
  [99, 100],
  [4001, 10_000],
])('a scale for %i goes to %i', (viewerCount, top) => {
  expect(scaleOf([{ from: 0, to: 1, viewerCount }])).toBe(top);
});

test('the path is level until the count changes', () => {
  const steps = stepsOf(analytics({ viewers: [at(0, 0), at(20, 2), at(50, 1)] }));
  expect(pathOf(steps, 200, 100)).toBe('M0 100H40V0H100V50H200');
});

test('a stream of no length draws a path without NaN', () => {
  expect(pathOf(stepsOf(analytics({ duration: 0 })), 200, 100)).toBe('M0 100H0');
});

test('the summary says the most, when it was, and what is last', () => {
  const steps = stepsOf(analytics({ viewers: [at(20, 3), at(50, 1)] }));
  expect(summaryOf(steps, (seconds) => `${seconds} s`)).toBe(
    'Viewers over 100 s: 3 at most, at 20 s, and 1 at the end.',
  );
});
