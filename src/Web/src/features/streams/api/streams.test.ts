import { QueryClient } from '@tanstack/react-query';
import { beforeEach, expect, test } from 'vitest';
import { hideEnded, showStarted, streamListQuery, streamsOfQuery, toStream } from './streams';

const live = streamListQuery('live').queryKey;
const started = (streamId: string) => ({
  streamId,
  title: `Stream ${streamId}`,
  host: { id: 'h', username: 'host', displayName: 'Host', avatarUrl: null },
  startedAt: '2026-01-01T00:00:00Z',
});

let client: QueryClient;

beforeEach(() => {
  client = new QueryClient();
  client.setQueryData(live, { items: [], page: 1, limit: 60, total: 0, nextCursor: null });
});

const titles = () => client.getQueryData(live)?.items.map(({ title }) => title);

test('a stream that the lobby announces is in the list, once', () => {
  showStarted(client, started('1'));
  showStarted(client, started('2'));
  showStarted(client, started('1'));
  expect(titles()).toEqual(['Stream 2', 'Stream 1']);
  expect(client.getQueryData(live)?.total).toBe(2);
});

test('a stream that ended is not', () => {
  showStarted(client, started('1'));
  hideEnded(client, '1');
  hideEnded(client, 'unknown');
  expect(titles()).toEqual([]);
  expect(client.getQueryData(live)?.total).toBe(0);
});

test('a list that is not loaded yet is left to its own request', () => {
  client.clear();
  showStarted(client, started('1'));
  expect(client.getQueryData(live)).toBeUndefined();
});

test('a stream that the lobby announces is live on its host’s page, once', () => {
  const of = streamsOfQuery('h').queryKey;
  client.setQueryData(of, []);
  showStarted(client, started('1'));
  showStarted(client, started('1'));
  expect(client.getQueryData(of)?.map(({ title }) => title)).toEqual(['Stream 1']);
});

test('one that was planned keeps what was known of it', () => {
  const of = streamsOfQuery('h').queryKey;
  const planned = { ...toStream(started('1')), status: 'upcoming', category: 'Music' } as const;
  client.setQueryData(of, [planned]);
  showStarted(client, started('1'));
  expect(client.getQueryData(of)).toMatchObject([{ status: 'live', category: 'Music' }]);
});

test('an announcement that comes late brings no ended stream back', () => {
  const of = streamsOfQuery('h').queryKey;
  client.setQueryData(of, [{ ...toStream(started('1')), status: 'ended' }]);
  showStarted(client, started('1'));
  expect(client.getQueryData(of)).toMatchObject([{ status: 'ended' }]);
});
