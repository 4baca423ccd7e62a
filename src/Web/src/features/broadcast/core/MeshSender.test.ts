import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { HubClient } from '@/lib/realtime/HubClient';
import type { LiveEvents, Offered } from '@/lib/realtime/liveProtocol';
import { fakeMedia, peerFactory } from '@/testing/FakePeerConnection';
import { FakeTransport } from '@/testing/FakeTransport';
import { settle } from '@/testing/settle';
import { MeshSender } from './MeshSender';

const streamId = 's1';
const access = { iceServers: [{ urls: 'stun:example.org' }] };

let transport: FakeTransport;
let factory: ReturnType<typeof peerFactory>;
let sender: MeshSender;

beforeEach(async () => {
  vi.useFakeTimers();
  transport = new FakeTransport();
  factory = peerFactory();
  const hub = new HubClient<LiveEvents>(transport);
  hub.hold();
  await settle();
  sender = new MeshSender({
    hub,
    streamId,
    media: fakeMedia('audio', 'video'),
    createPeer: factory.createPeer,
  });
});

afterEach(() => {
  sender.close();
  vi.useRealTimers();
});

async function join(viewerId: string): Promise<void> {
  transport.emit('viewer_joined', { streamId, viewerId });
  await settle();
}

function lastOffer(): Offered['offer'] {
  const offers = transport.invocations.filter(([method]) => method === 'live_offer');
  return (offers.at(-1)?.[1] as { offer: Offered['offer'] }).offer;
}

async function answer(from: string, negotiation?: string): Promise<void> {
  transport.emit('live_answer', {
    streamId,
    from,
    answer: { type: 'answer', sdp: 'remote answer', ...(negotiation && { negotiation }) },
  });
  await settle();
}

test('each viewer gets a connection and an offer of its own', async () => {
  sender.admitted(access);
  await join('v1');
  await join('v2');
  expect(factory.peers).toHaveLength(2);
  expect(factory.peers[0]?.configuration).toEqual(access);
  const offered = transport.invocations
    .filter(([method]) => method === 'live_offer')
    .map(([, argument]) => (argument as { to: string }).to);
  expect(offered).toEqual(['v1', 'v2']);
});

test('the offer leaves before its candidates', async () => {
  sender.admitted(access);
  await join('v1');
  expect(transport.methods()).toEqual(['live_offer', 'live_ice_candidate']);
});

test('viewers that are announced before the servers are known wait for them', async () => {
  await join('v1');
  expect(factory.peers).toHaveLength(0);
  sender.admitted(access);
  await settle();
  expect(factory.peers[0]?.configuration).toEqual(access);
});

test('candidates that come before the answer are added after it', async () => {
  sender.admitted(access);
  await join('v1');
  const candidate = { candidate: 'early', negotiation: lastOffer().negotiation };
  transport.emit('live_ice_candidate', { streamId, from: 'v1', candidate });
  await settle();
  expect(factory.peers[0]?.candidates).toEqual([]);

  await answer('v1', lastOffer().negotiation);
  expect(factory.peers[0]?.candidates).toEqual([{ candidate: 'early' }]);
});

test('an answer to an older offer is ignored', async () => {
  sender.admitted(access);
  await join('v1');
  const older = lastOffer().negotiation;
  transport.emit('viewer_left', { streamId, viewerId: 'v1' });
  await join('v1');

  await answer('v1', older);
  expect(factory.peers[1]?.remoteDescription).toBeNull();
  await answer('v1', lastOffer().negotiation);
  expect(factory.peers[1]?.remoteDescription?.sdp).toBe('remote answer');
});

test('a second answer is ignored', async () => {
  sender.admitted(access);
  await join('v1');
  await answer('v1');
  const [peer] = factory.peers;
  if (peer !== undefined) {
    peer.remoteDescription = null;
  }

  await answer('v1');
  expect(peer?.remoteDescription).toBeNull();
});

test('a viewer that leaves closes its connection and no other', async () => {
  sender.admitted(access);
  await join('v1');
  await join('v2');
  transport.emit('viewer_left', { streamId, viewerId: 'v1' });
  await settle();
  expect(factory.peers.map(({ connectionState }) => connectionState)).toEqual(['closed', 'new']);
});

test('a refused offer drops that viewer, and others go on', async () => {
  transport.answer('live_offer', ({ to }: { to: string }) => {
    if (to === 'gone') {
      throw new Error('signaling.target_not_in_room: The peer is not in this room.');
    }
  });
  sender.admitted(access);
  await join('gone');
  await join('v2');
  expect(factory.peers.map(({ connectionState }) => connectionState)).toEqual(['closed', 'new']);
});

test('after a reconnect a viewer that is still connected keeps its connection', async () => {
  sender.admitted(access);
  await join('v1');
  await join('v2');
  factory.peers[0]?.become('connected');

  sender.hubLost();
  transport.emit('viewer_joined', { streamId, viewerId: 'v1' });
  transport.emit('viewer_joined', { streamId, viewerId: 'v2' });
  sender.admitted(access);
  await settle();

  expect(factory.peers).toHaveLength(3);
  expect(factory.peers.map(({ connectionState }) => connectionState)).toEqual([
    'connected',
    'closed',
    'new',
  ]);
});

test('a viewer that joins anew on a good connection gets a new one', async () => {
  sender.admitted(access);
  await join('v1');
  factory.peers[0]?.become('connected');
  await join('v1');
  expect(factory.peers.map(({ connectionState }) => connectionState)).toEqual(['closed', 'new']);
});

test('closed, it hears nothing any more', async () => {
  sender.admitted(access);
  await join('v1');
  sender.close();
  await join('v2');
  expect(factory.peers.map(({ connectionState }) => connectionState)).toEqual(['closed']);
});
