import { expect, test } from 'vitest';
import { toStream } from '../api/streams';
import { byStage } from './byStage';

const stream = (streamId: string, over: object) => ({
  ...toStream({
    streamId,
    title: streamId,
    host: { id: 'h', username: 'host', displayName: 'Host', avatarUrl: null },
    startedAt: '2026-01-01T00:00:00Z',
  }),
  ...over,
});

const ids = (streams: readonly { streamId: string }[]) => streams.map(({ streamId }) => streamId);

test('live streams include the interrupted, the newest first', () => {
  const { live } = byStage([
    stream('old', { startedAt: '2026-01-01T00:00:00Z', status: 'interrupted' }),
    stream('new', { startedAt: '2026-01-02T00:00:00Z' }),
  ]);
  expect(ids(live)).toEqual(['new', 'old']);
});

test('of the upcoming the next is first, and a draft is not announced', () => {
  const { upcoming } = byStage([
    stream('later', { status: 'upcoming', scheduledFor: '2026-03-02T00:00:00Z' }),
    stream('draft', { status: 'upcoming', scheduledFor: null }),
    stream('next', { status: 'upcoming', scheduledFor: '2026-03-01T00:00:00Z' }),
  ]);
  expect(ids(upcoming)).toEqual(['next', 'later']);
});

test('of the past the last one is first', () => {
  const { past } = byStage([
    stream('first', { status: 'ended', endedAt: '2026-01-01T00:00:00Z' }),
    stream('last', { status: 'ended', endedAt: '2026-01-09T00:00:00Z' }),
  ]);
  expect(ids(past)).toEqual(['last', 'first']);
});
