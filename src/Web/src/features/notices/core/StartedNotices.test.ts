import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { HubClient } from '@/lib/realtime/HubClient';
import type { LiveEvents } from '@/lib/realtime/liveProtocol';
import { FakeTransport } from '@/testing/FakeTransport';
import { StartedNotices } from './StartedNotices';

let transport: FakeTransport;
let notices: StartedNotices;
let stop: () => void;

beforeEach(() => {
  transport = new FakeTransport();
  notices = new StartedNotices(new HubClient<LiveEvents>(transport));
  stop = notices.start();
});

afterEach(() => stop());

function tell(streamId: string, over: object = { following: true }) {
  transport.emit('live_started', {
    streamId,
    title: `Stream ${streamId}`,
    host: { id: 'h', username: 'ana', displayName: 'Ana', avatarUrl: null },
    startedAt: '2026-01-01T00:00:00Z',
    ...over,
  });
}

const shown = () => notices.shown.get().map(({ streamId }) => streamId);

test('somebody whom one follows is noticed, somebody else is not', () => {
  tell('1', {});
  tell('2', { following: false });
  expect(shown()).toEqual([]);
  tell('1');
  expect(shown()).toEqual(['1']);
});

test('a stream is noticed once, however often it is told', () => {
  tell('1');
  tell('1', {});
  tell('1');
  expect(shown()).toEqual(['1']);
});

test('what was dismissed does not come back', () => {
  tell('1');
  notices.dismiss('1');
  tell('1');
  expect(shown()).toEqual([]);
});

test('three are shown at most, the newest first', () => {
  ['1', '2', '3', '4'].forEach((streamId) => tell(streamId));
  expect(shown()).toEqual(['4', '3', '2']);
});

test('a stream that ended has no notice, also when it is told too late', () => {
  tell('1');
  transport.emit('live_ended', { streamId: '1', reason: 'ended' });
  expect(shown()).toEqual([]);
  transport.emit('live_ended', { streamId: '2', reason: 'ended' });
  tell('2');
  expect(shown()).toEqual([]);
});

test('nothing changes for what has nothing to do with a notice', () => {
  const heard = vi.fn();
  tell('1');
  notices.shown.subscribe(heard);
  transport.emit('live_ended', { streamId: 'other', reason: 'ended' });
  expect(heard).not.toHaveBeenCalled();
});

test('nothing is heard any more after the end', () => {
  stop();
  tell('1');
  expect(shown()).toEqual([]);
});
