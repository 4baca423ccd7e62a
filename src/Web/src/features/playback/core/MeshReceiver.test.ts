import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { HubClient } from '@/lib/realtime/HubClient';
import type { LiveEvents } from '@/lib/realtime/liveProtocol';
import { fakeMedia, peerFactory } from '@/testing/FakePeerConnection';
import { FakeTransport } from '@/testing/FakeTransport';
import { settle } from '@/testing/settle';
import { MeshReceiver } from './MeshReceiver';

const streamId = 's1';
const access = { iceServers: [{ urls: 'stun:example.org' }] };

let transport: FakeTransport;
let factory: ReturnType<typeof peerFactory>;
let receiver: MeshReceiver;

beforeEach(async () => {
  vi.useFakeTimers();
  transport = new FakeTransport();
  factory = peerFactory();
  const hub = new HubClient<LiveEvents>(transport);
  hub.hold();
  await settle();
  receiver = new MeshReceiver({ hub, streamId, createPeer: factory.createPeer });
});

afterEach(() => {
  receiver.close();
  vi.useRealTimers();
});

async function offer(negotiation: string, from = 'host'): Promise<void> {
  transport.emit('live_offer', {
    streamId,
    from,
    offer: { type: 'offer', sdp: 'remote offer', negotiation },
  });
  await settle();
}

async function candidate(name: string, negotiation: string): Promise<void> {
  transport.emit('live_ice_candidate', {
    streamId,
    from: 'host',
    candidate: { candidate: name, negotiation },
  });
  await settle();
}

test('an offer is answered to its sender, under its number', async () => {
  receiver.admitted(access);
  await offer('n1');
  expect(factory.peers[0]?.configuration).toEqual(access);
  expect(transport.invocations).toContainEqual([
    'live_answer',
    {
      streamId,
      to: 'host',
      answer: { type: 'answer', sdp: 'local answer', negotiation: 'n1' },
    },
  ]);
});

test('an offer that overtakes the answer to the join waits for its servers', async () => {
  await offer('n1');
  await candidate('early', 'n1');
  expect(factory.peers).toHaveLength(0);
  receiver.admitted(access);
  await settle();
  expect(factory.peers[0]?.configuration).toEqual(access);
  expect(factory.peers[0]?.candidates).toEqual([{ candidate: 'early' }]);
});

test('what connects is played', async () => {
  receiver.admitted(access);
  await offer('n1');
  const stream = fakeMedia('video');
  factory.peers[0]?.receive(stream);
  expect(receiver.state.get().phase).toBe('connecting');
  factory.peers[0]?.become('connected');
  expect(receiver.state.get()).toEqual({ phase: 'connected', stream });
});

test('the newest offer wins, and the old picture stands until it is connected', async () => {
  receiver.admitted(access);
  await offer('n1');
  const old = fakeMedia('video');
  factory.peers[0]?.receive(old);
  factory.peers[0]?.become('connected');

  await offer('n2');
  expect(receiver.state.get().stream).toBe(old);
  expect(factory.peers[0]?.connectionState).toBe('connected');

  const fresh = fakeMedia('video');
  factory.peers[1]?.receive(fresh);
  factory.peers[1]?.become('connected');
  expect(receiver.state.get()).toEqual({ phase: 'connected', stream: fresh });
  expect(factory.peers[0]?.connectionState).toBe('closed');
});

test('candidates of an older offer are ignored', async () => {
  receiver.admitted(access);
  await offer('n1');
  await offer('n2');
  await candidate('stale', 'n1');
  await candidate('current', 'n2');
  expect(factory.peers[1]?.candidates).toEqual([{ candidate: 'current' }]);
});

test('a short silence is no loss, a longer one is', async () => {
  receiver.admitted(access);
  await offer('n1');
  factory.peers[0]?.become('connected');
  factory.peers[0]?.become('disconnected');
  await vi.advanceTimersByTimeAsync(2_000);
  factory.peers[0]?.become('connected');
  await vi.advanceTimersByTimeAsync(10_000);
  expect(receiver.state.get().phase).toBe('connected');

  factory.peers[0]?.become('disconnected');
  await vi.advanceTimersByTimeAsync(10_000);
  expect(receiver.state.get().phase).toBe('lost');
});

test('an answer that the server refuses is a lost path', async () => {
  transport.answer('live_answer', () => {
    throw new Error('signaling.target_not_in_room: The peer is not in this room.');
  });
  receiver.admitted(access);
  await offer('n1');
  expect(receiver.state.get().phase).toBe('lost');
});

test('closed, it closes its connection and hears nothing any more', async () => {
  receiver.admitted(access);
  await offer('n1');
  receiver.close();
  await offer('n2');
  expect(factory.peers.map(({ connectionState }) => connectionState)).toEqual(['closed']);
});
