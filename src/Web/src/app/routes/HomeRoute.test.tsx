// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, configure, screen, within } from '@testing-library/react';
import { MemoryRouter } from 'react-router';
import { render } from '@/testing/render';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { toStream } from '@/features/streams/api/streams';
import { FakeApi, problem } from '@/testing/FakeApi';
import { HomeRoute } from './HomeRoute';

// As long as a busy machine needs.
configure({ asyncUtilTimeout: 30_000 });

const person = (id: string) => ({ id, username: id, displayName: id, avatarUrl: null, roles: [] });
const liveOf = (id: string) =>
  toStream({
    streamId: id,
    title: `By ${id}`,
    host: person(id),
    startedAt: '2026-01-01T00:00:00Z',
  });
const pageOf = (items: object[]) => ({ items, page: 1, limit: 100, total: items.length });

let api: FakeApi;
let client: QueryClient;

beforeEach(() => {
  api = new FakeApi();
  api.on('GET /api/auth/me', () => ({ user: person('me') }));
  api.on('GET /api/users/me/following', () => pageOf([person('ana')]));
  api.on('GET /api/live', () => pageOf([liveOf('ben'), liveOf('ana')]));
  client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
});

afterEach(() => {
  cleanup();
  client.clear();
  vi.unstubAllGlobals();
});

async function sections() {
  render(
    <QueryClientProvider client={client}>
      <MemoryRouter>
        <HomeRoute />
      </MemoryRouter>
    </QueryClientProvider>,
  );
  await screen.findAllByTestId('stream-card');
  return screen.getAllByRole('region').map((section) => [
    within(section).getByRole('heading', { level: 2 }).textContent,
    ...within(section)
      .getAllByRole('heading', { level: 3 })
      .map(({ textContent }) => textContent),
  ]);
}

test('people one follows are first, and nobody is there twice', async () => {
  expect(await sections()).toEqual([
    ['Live from people you follow', 'By ana'],
    ['Also live', 'By ben'],
  ]);
});

test('with nobody to follow live, and when nobody knows, there is one list', async () => {
  api.on('GET /api/users/me/following', () => problem(503, 'service.unavailable'));
  expect(await sections()).toEqual([['Live now', 'By ben', 'By ana']]);
});

test('when only people one follows are live there is no empty list below', async () => {
  api.on('GET /api/live', () => pageOf([liveOf('ana')]));
  expect(await sections()).toEqual([['Live from people you follow', 'By ana']]);
});

test('a host’s name on a card leads to their page, the card to the stream', async () => {
  await sections();
  const cards = screen.getAllByTestId('stream-card');
  const hrefs = cards.flatMap((card) =>
    within(card)
      .getAllByRole('link')
      .map((link) => link.getAttribute('href')),
  );
  expect(hrefs).toEqual(['/watch/ana', '/u/ana', '/watch/ben', '/u/ben']);
});
