import { infiniteQueryOptions, queryOptions, type QueryClient } from '@tanstack/react-query';
import { api, bodyOf } from '@/lib/api/client';
import type { Stream } from '@/lib/api/types';
import type { LiveStarted } from '@/lib/realtime/liveProtocol';

type Listed = 'live' | 'upcoming';

const all = ['streams'] as const;
const listKey = (status: Listed) => [...all, 'list', status] as const;

/** Lobby events keep the list of streams right; this keeps its viewer counts fresh. */
const listRefreshMs = 20_000;

export function streamListQuery(status: Listed) {
  return queryOptions({
    queryKey: listKey(status),
    queryFn: ({ signal }) =>
      bodyOf(api.GET('/api/live', { params: { query: { status, limit: 60 } }, signal })),
    refetchInterval: listRefreshMs,
    staleTime: 2_000,
  });
}

/** What was streamed lately. */
export const pastListQuery = queryOptions({
  queryKey: [...all, 'past'],
  queryFn: ({ signal }) =>
    bodyOf(api.GET('/api/live', { params: { query: { status: 'ended', limit: 24 } }, signal })),
  staleTime: 60_000,
});

export interface Search {
  status: 'live' | 'upcoming' | 'ended';
  q?: string;
  category?: string;
  tag?: string;
}

/** Cards at a time in an endless list. */
const pageSize = 24;

/** Streams that fit a search, page after page. */
export function searchQuery(search: Search) {
  return infiniteQueryOptions({
    queryKey: [...all, 'search', search],
    queryFn: ({ pageParam, signal }) =>
      bodyOf(
        api.GET('/api/live', {
          params: { query: { ...search, page: pageParam, limit: pageSize } },
          signal,
        }),
      ),
    initialPageParam: 1,
    getNextPageParam: ({ page, limit, total, items }) =>
      items.length > 0 && page * limit < total ? page + 1 : undefined,
    staleTime: 5_000,
  });
}

/** Each stream once: what moved to a later page while that was fetched is there already. */
export function distinct(pages: readonly { items: readonly Stream[] }[]): Stream[] {
  const seen = new Map<string, Stream>();
  for (const stream of pages.flatMap(({ items }) => items)) {
    if (!seen.has(stream.streamId)) {
      seen.set(stream.streamId, stream);
    }
  }

  return [...seen.values()];
}

export function streamQuery(streamId: string) {
  return queryOptions({
    queryKey: [...all, 'one', streamId],
    queryFn: ({ signal }) =>
      bodyOf(api.GET('/api/live/{id}', { params: { path: { id: streamId } }, signal })),
  });
}

const ofKey = [...all, 'of'] as const;

/** The streams of one person: their private ones only when that is us. */
export function streamsOfQuery(userId: string) {
  return queryOptions({
    queryKey: [...ofKey, userId],
    queryFn: ({ signal }) =>
      bodyOf(api.GET('/api/live/user/{userId}', { params: { path: { userId } }, signal })),
  });
}

export function refetchStreams(client: QueryClient): void {
  void client.invalidateQueries({ queryKey: all });
}

/** Shows a stream as soon as the lobby announces it, with what the announcement says. */
export function showStarted(client: QueryClient, started: LiveStarted): void {
  client.setQueryData(streamListQuery('live').queryKey, (page) =>
    page === undefined || page.items.some(({ streamId }) => streamId === started.streamId)
      ? page
      : { ...page, items: [toStream(started), ...page.items], total: page.total + 1 },
  );
  client.setQueryData(streamsOfQuery(started.host.id).queryKey, (streams) => {
    const known = streams?.find(({ streamId }) => streamId === started.streamId);
    return streams === undefined || known?.status === 'live' || known?.status === 'ended'
      ? streams
      : [
          { ...toStream(started), ...known, ...live(started) },
          ...streams.filter((s) => s !== known),
        ];
  });
  drop(client, 'upcoming', started.streamId);
}

/** Fetches what an announcement leaves out. */
export function refetchStarted(client: QueryClient, { host }: LiveStarted): void {
  void client.invalidateQueries({ queryKey: streamListQuery('live').queryKey });
  void client.invalidateQueries({ queryKey: streamsOfQuery(host.id).queryKey });
}

export function hideEnded(client: QueryClient, streamId: string): void {
  drop(client, 'live', streamId);
  void client.invalidateQueries({ queryKey: streamQuery(streamId).queryKey });
  void client.invalidateQueries({
    queryKey: ofKey,
    predicate: ({ state }) =>
      (state.data as Stream[] | undefined)?.some((stream) => stream.streamId === streamId) === true,
  });
}

function drop(client: QueryClient, status: Listed, streamId: string): void {
  client.setQueryData(streamListQuery(status).queryKey, (page) => {
    const items = page?.items.filter((stream) => stream.streamId !== streamId);
    return page === undefined || items === undefined || items.length === page.items.length
      ? page
      : { ...page, items, total: page.total - 1 };
  });
}

function live({ startedAt }: LiveStarted) {
  return { status: 'live', startedAt } as const;
}

/** What an announcement says of a stream, and what is likely of the rest. */
export function toStream({ streamId, title, host, startedAt }: LiveStarted): Stream {
  return {
    streamId,
    title,
    host,
    startedAt,
    createdAt: startedAt,
    updatedAt: startedAt,
    status: 'live',
    visibility: 'public',
    isPrivate: false,
    description: null,
    category: null,
    tags: [],
    viewerCount: 0,
    peakViewers: 0,
    totalViews: 0,
    scheduledFor: null,
    endedAt: null,
    duration: 0,
    thumbnailUrl: null,
    mediaState: 'receiving',
    playbackUrl: null,
    recordingUrl: null,
    chatEnabled: true,
    recordEnabled: false,
  };
}
