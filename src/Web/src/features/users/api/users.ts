import { queryOptions, type QueryClient } from '@tanstack/react-query';
import { api, bodyOf } from '@/lib/api/client';
import type { User, UserDetail } from '@/lib/api/types';

const details = ['users', 'detail'] as const;
const followingKey = ['users', 'following'] as const;

/** The most that the API gives at once. */
const pageSize = 100;

export function userQuery(userId: string) {
  return queryOptions({
    queryKey: [...details, { userId }],
    queryFn: ({ signal }): Promise<UserDetail> =>
      bodyOf(api.GET('/api/users/{userId}', { params: { path: { userId } }, signal })),
    staleTime: 30_000,
  });
}

export function userByNameQuery(username: string) {
  return queryOptions({
    queryKey: [...details, { username: username.toLowerCase() }],
    queryFn: ({ signal }): Promise<UserDetail> =>
      bodyOf(api.GET('/api/users/by-name/{username}', { params: { path: { username } }, signal })),
    staleTime: 30_000,
  });
}

/** All whom somebody follows, the newest first: 2,000 at most. */
export function followedQuery(userId: string) {
  const page = (number: number, signal: AbortSignal) =>
    bodyOf(
      api.GET('/api/users/{userId}/following', {
        params: { path: { userId }, query: { page: number, limit: pageSize } },
        signal,
      }),
    );

  return queryOptions({
    queryKey: [...followingKey, userId],
    queryFn: async ({ signal }): Promise<User[]> => {
      const first = await page(1, signal);
      const further = Math.ceil(first.total / pageSize) - 1;
      const rest = await Promise.all(
        Array.from({ length: Math.max(0, further) }, (_, index) => page(index + 2, signal)),
      );
      return [first, ...rest].flatMap(({ items }) => items);
    },
    staleTime: 60_000,
  });
}

export async function setFollowing(userId: string, isFollowing: boolean): Promise<void> {
  const path = { params: { path: { userId } } };
  await (isFollowing
    ? api.PUT('/api/users/{userId}/follow', path)
    : api.DELETE('/api/users/{userId}/follow', path));
}

/** Shows the change wherever that person is shown, without asking for anything again. */
export function showFollowing(client: QueryClient, userId: string, isFollowing: boolean): void {
  client.setQueriesData<UserDetail>({ queryKey: details }, (detail) =>
    detail?.user.id !== userId || detail.isFollowing === isFollowing
      ? detail
      : {
          ...detail,
          isFollowing,
          followerCount: detail.followerCount + (isFollowing ? 1 : -1),
        },
  );
  // Whom to add is not known here in full; the next page that needs it asks.
  client.setQueriesData<User[]>({ queryKey: followingKey }, (people) =>
    isFollowing ? people : people?.filter(({ id }) => id !== userId),
  );
  if (isFollowing) {
    void client.invalidateQueries({ queryKey: followingKey });
  }
}
