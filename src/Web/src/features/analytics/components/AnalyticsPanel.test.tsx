// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, cleanup, fireEvent, screen } from '@testing-library/react';
import { render } from '@/testing/render';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FakeApi, problem } from '@/testing/FakeApi';
import { AnalyticsPanel } from './AnalyticsPanel';

const now = Date.UTC(2026, 0, 1, 1);
const analytics = {
  streamId: 's',
  startedAt: '2026-01-01T00:00:00Z',
  endedAt: null as string | null,
  duration: 3600,
  viewers: [{ at: '2026-01-01T00:30:00Z', viewerCount: 12 }],
  peakViewers: 12,
  uniqueViewers: 1500,
  watchTime: 3725,
  chatMessages: 57,
  reactions: null,
};

let api: FakeApi;
let client: QueryClient;

beforeEach(() => {
  vi.useFakeTimers({ now });
  api = new FakeApi();
  api.on('GET /api/live/s/analytics', () => analytics);
  client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
});

afterEach(() => {
  cleanup();
  client.clear();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const pass = (seconds: number) => act(() => vi.advanceTimersByTimeAsync(seconds * 1000));

async function show() {
  render(
    <QueryClientProvider client={client}>
      <AnalyticsPanel streamId="s" />
    </QueryClientProvider>,
  );
  await pass(0);
}

test('figures are told, and a dash for what is not known', async () => {
  await show();
  expect(screen.getByTestId('analytics-unique').textContent).toBe('1.5K');
  expect(screen.getByTestId('analytics-watch-time').textContent).toBe('1:02:05');
  expect(screen.getByTestId('analytics-reactions').textContent).toBe('–Not known right now');
});

test('the chart says itself in words, and as a table', async () => {
  await show();
  expect(screen.getByRole('img').getAttribute('aria-label')).toBe(
    'Viewers over 1:00:00: 12 at most, at 30:00, and 12 at the end.',
  );
  const summary = screen.getByText('As a table');
  const details = summary.parentElement as HTMLDetailsElement;
  details.open = true;
  fireEvent(details, new Event('toggle'));
  expect(screen.getAllByRole('row').map((row) => row.textContent)).toEqual([
    'FromViewers',
    '0:000',
    '30:0012',
  ]);
});

test('while live it is fetched every 10 seconds, and soon after the end no more', async () => {
  await show();
  await pass(10);
  expect(api.calls).toHaveLength(2);

  api.on('GET /api/live/s/analytics', () => ({
    ...analytics,
    endedAt: new Date(now).toISOString(),
  }));
  await pass(60);
  const settled = api.calls.length;
  await pass(600);
  expect(api.calls).toHaveLength(settled);
});

test('what cannot be loaded can be tried again', async () => {
  api.on('GET /api/live/s/analytics', () => problem(503, 'service.unavailable'));
  await show();
  screen.getByRole('button', { name: 'Try again' });
});
