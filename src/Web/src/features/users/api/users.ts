import { queryOptions, type QueryClient } from '@tanstack/react-query';
import { api, bodyOf } from '@/lib/api/client';
import type { UserDetail } from '@/lib/api/types';

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

/** The ids of all whom somebody follows: 2,000 at most. */
export function followingQuery(userId: string) {
  const page = (number: number, signal: AbortSignal) =>
    bodyOf(
      api.GET('/api/users/{userId}/following', {
        params: { path: { userId }, query: { page: number, limit: pageSize } },
        signal,
      }),
    );

  return queryOptions({
    queryKey: [...followingKey, userId],
    queryFn: async ({ signal }): Promise<string[]> => {
      const first = await page(1, signal);
      const further = Math.ceil(first.total / pageSize) - 1;
      const rest = await Promise.all(
        Array.from({ length: Math.max(0, further) }, (_, index) => page(index + 2, signal)),
      );
      return [first, ...rest].flatMap(({ items }) => items.map(({ id }) => id));
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
  client.setQueriesData<string[]>({ queryKey: followingKey }, (ids) => {
    const others = ids?.filter((id) => id !== userId);
    return others === undefined || !isFollowing ? others : [userId, ...others];
  });
}
