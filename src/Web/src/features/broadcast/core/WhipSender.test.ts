// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { problem } from '@/testing/FakeApi';
import { FakeMediaServer } from '@/testing/FakeMediaServer';
import { fakeMedia, peerFactory } from '@/testing/FakePeerConnection';
import { settle } from '@/testing/settle';
import { WhipSender } from './WhipSender';

let server: FakeMediaServer;
let factory: ReturnType<typeof peerFactory>;
let sender: WhipSender;

beforeEach(() => {
  vi.useFakeTimers();
  server = new FakeMediaServer();
  factory = peerFactory();
  sender = new WhipSender({
    streamId: 's1',
    media: fakeMedia('audio', 'video'),
    createPeer: factory.createPeer,
  });
});

afterEach(() => {
  sender.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('it publishes once it is let in, and once only', async () => {
  sender.admitted({ iceServers: [] });
  sender.hubLost();
  sender.admitted({ iceServers: [] });
  await settle();

  expect(server.count('POST')).toBe(1);
  expect(server.calls[0]).toBe('POST /api/live/s1/whip');
  expect(factory.peers[0]?.sent.map(({ kind }) => kind)).toEqual(['audio', 'video']);
  expect(factory.peers[0]?.remoteDescription).toEqual({ type: 'answer', sdp: 'server answer' });
});

test('a lost path is replaced', async () => {
  sender.admitted({ iceServers: [] });
  await settle();
  factory.peers[0]?.become('connected');

  factory.peers[0]?.become('disconnected');
  await vi.advanceTimersByTimeAsync(2_100);

  expect(server.count('POST')).toBe(2);
});

test('a server that is away is asked again, one that refuses is asked seldom', async () => {
  server.refusals.push(problem(503, 'service.unavailable'), problem(409, 'stream.not_live'));
  sender.admitted({ iceServers: [] });
  await vi.advanceTimersByTimeAsync(3_000);
  expect(server.count('POST')).toBe(2);

  await vi.advanceTimersByTimeAsync(6_000);
  expect(server.count('POST')).toBe(2);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(server.count('POST')).toBe(3);
});

test('leaving the air ends the session', async () => {
  sender.admitted({ iceServers: [] });
  await settle();

  sender.close();

  expect(server.calls.at(-1)).toBe('DELETE /api/live/s1/whip/session-1');
});
