// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, configure, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { render } from '@/testing/render';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Gate } from '@/lib/async/Gate';
import { FakeApi, problem } from '@/testing/FakeApi';
import { followedQuery, userByNameQuery } from '../api/users';
import { FollowButton } from './FollowButton';

// As long as a busy machine needs.
configure({ asyncUtilTimeout: 30_000 });

const ana = {
  user: { id: 'a', username: 'Ana', displayName: 'Ana', avatarUrl: null, roles: [] },
  followerCount: 4,
  followingCount: 0,
  isFollowing: false,
  bio: null,
  links: [],
};

let api: FakeApi;
let client: QueryClient;

beforeEach(() => {
  api = new FakeApi();
  api.on('GET /api/users/a', () => ana);
  api.on('PUT /api/users/a/follow', () => null);
  api.on('DELETE /api/users/a/follow', () => null);
  client = new QueryClient({ defaultOptions: { queries: { retry: false } } });
});

afterEach(() => {
  cleanup();
  client.clear();
  vi.unstubAllGlobals();
});

function show() {
  render(
    <QueryClientProvider client={client}>
      <FollowButton userId="a" name="Ana" />
    </QueryClientProvider>,
  );
}

const press = async (name: string) =>
  userEvent.click(await screen.findByRole('button', { name: `${name} Ana` }));

test('following counts wherever that person is shown, and goes back', async () => {
  const byName = userByNameQuery('ANA').queryKey;
  const mine = followedQuery('me').queryKey;
  client.setQueryData(byName, { ...ana, user: { ...ana.user, roles: ['creator'] } });
  client.setQueryData(mine, [{ ...ana.user, id: 'other' }, ana.user]);
  show();

  await press('Follow');
  await screen.findByRole('button', { name: 'Unfollow Ana' });
  expect(client.getQueryData(byName)).toMatchObject({ followerCount: 5, isFollowing: true });

  await press('Unfollow');
  await screen.findByRole('button', { name: 'Follow Ana' });
  expect(client.getQueryData(byName)).toMatchObject({ followerCount: 4, isFollowing: false });
  expect(client.getQueryData(mine)?.map(({ id }) => id)).toEqual(['other']);
});

test('pressing twice while it is under way asks once', async () => {
  const server = new Gate();
  api.on('PUT /api/users/a/follow', async () => {
    await server.opened;
    return null;
  });
  show();
  await press('Follow');
  await press('Follow');
  server.open();
  await screen.findByRole('button', { name: 'Unfollow Ana' });
  expect(api.calls.filter(([call]) => call.startsWith('PUT'))).toHaveLength(1);
});

test('a refusal is said, and nothing else changes', async () => {
  api.on('PUT /api/users/a/follow', () => problem(409, 'user.follow_limit'));
  show();
  await press('Follow');
  expect((await screen.findByRole('alert')).textContent).toContain('Unfollow somebody first');
  screen.getByRole('button', { name: 'Follow Ana' });
});

test('everybody whom one follows is known, however many pages that takes', async () => {
  vi.stubGlobal('fetch', (request: Request) => {
    const page = Number(new URL(request.url).searchParams.get('page'));
    const items = [{ ...ana.user, id: `on page ${page}` }];
    return Promise.resolve(Response.json({ items, page, limit: 100, total: 201 }));
  });
  const people = await client.query(followedQuery('me'));
  expect(people.map(({ id }) => id)).toEqual(['on page 1', 'on page 2', 'on page 3']);
});
