// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { problem } from '@/testing/FakeApi';
import { FakeMediaServer } from '@/testing/FakeMediaServer';
import { fakeMedia, peerFactory } from '@/testing/FakePeerConnection';
import { settle } from '@/testing/settle';
import { WhepReceiver } from './WhepReceiver';

let server: FakeMediaServer;
let factory: ReturnType<typeof peerFactory>;
let receiver: WhepReceiver;

beforeEach(() => {
  vi.useFakeTimers();
  server = new FakeMediaServer();
  factory = peerFactory();
  receiver = new WhepReceiver({ streamId: 's1', createPeer: factory.createPeer });
});

afterEach(() => {
  receiver.close();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function connect(at: number): Promise<MediaStream> {
  await settle();
  const stream = fakeMedia('video');
  factory.peers[at]?.receive(stream);
  factory.peers[at]?.become('connected');
  return stream;
}

test('an offer goes out once the room has let us in, and its answer brings the picture', async () => {
  await settle();
  expect(server.calls).toEqual([]);

  receiver.admitted({ iceServers: [] });
  const stream = await connect(0);

  expect(server.calls[0]).toBe('POST /api/live/s1/whep');
  expect(factory.peers[0]?.remoteDescription).toEqual({ type: 'answer', sdp: 'server answer' });
  expect(receiver.state.get()).toMatchObject({ phase: 'connected', stream });
});

test('a lost path is replaced while its last picture stands', async () => {
  receiver.admitted({ iceServers: [] });
  const first = await connect(0);

  factory.peers[0]?.become('failed');
  expect(receiver.state.get()).toMatchObject({ phase: 'connecting', stream: first });
  await vi.advanceTimersByTimeAsync(1);
  expect(factory.peers[0]?.connectionState).toBe('failed');
  const second = await connect(1);

  expect(receiver.state.get()).toMatchObject({ phase: 'connected', stream: second });
  expect(factory.peers[0]?.connectionState).toBe('closed');
  expect(server.count('DELETE')).toBe(1);
});

test('a stream whose media is not there yet is asked for until it is', async () => {
  server.refusals.push(problem(409, 'media.not_published'), problem(503, 'service.unavailable'));
  receiver.admitted({ iceServers: [] });

  await vi.advanceTimersByTimeAsync(5_000);
  const stream = await connect(2);

  expect(server.count('POST')).toBe(3);
  expect(receiver.state.get()).toMatchObject({ phase: 'connected', stream });
});

test('media that never comes is a reason to ask the room how it travels', async () => {
  server.refusals.push(...Array.from({ length: 20 }, () => problem(409, 'media.not_published')));
  receiver.admitted({ iceServers: [] });

  await vi.advanceTimersByTimeAsync(20_000);
  expect(receiver.state.get().phase).toBe('lost');

  const asked = server.count('POST');
  receiver.admitted({ iceServers: [] });
  await settle();
  expect(receiver.state.get().phase).toBe('connecting');
  expect(server.count('POST')).toBe(asked + 1);
});

test('what this browser cannot decode is said, and not asked for again', async () => {
  server.refusals.push(problem(422, 'media.codec_missing'));
  receiver.admitted({ iceServers: [] });

  await vi.advanceTimersByTimeAsync(20_000);

  expect(server.count('POST')).toBe(1);
  expect(receiver.state.get().phase).toBe('lost');
  expect(receiver.state.get().error?.code).toBe('media.codec_missing');
});

test('a receiver that is closed ends its session and asks for no other', async () => {
  receiver.admitted({ iceServers: [] });
  await connect(0);

  receiver.close();
  await vi.advanceTimersByTimeAsync(20_000);

  expect(server.calls.at(-1)).toBe('DELETE /api/live/s1/whep/session-1');
  expect(server.count('POST')).toBe(1);
});
