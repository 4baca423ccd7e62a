import { queryOptions } from '@tanstack/react-query';
import { api, bodyOf } from '@/lib/api/client';
import type { Analytics } from '@/lib/api/types';
import { secondsSince } from '@/lib/format';

const refreshMs = 10_000;

/** The last counts come in a little after the end. */
const settledAfterSeconds = 30;

/** How a stream of ours goes or went. */
export function analyticsQuery(streamId: string) {
  return queryOptions({
    queryKey: ['analytics', streamId],
    queryFn: ({ signal }): Promise<Analytics> =>
      bodyOf(api.GET('/api/live/{id}/analytics', { params: { path: { id: streamId } }, signal })),
    refetchInterval: ({ state: { data } }) =>
      isSettled(data?.endedAt ?? null) ? false : refreshMs,
    staleTime: 0,
  });
}

function isSettled(endedAt: string | null): boolean {
  return endedAt !== null && secondsSince(endedAt) > settledAfterSeconds;
}
