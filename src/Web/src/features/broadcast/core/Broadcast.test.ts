import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { IceAccess, MediaSender } from '@/lib/media/transport';
import { HubClient } from '@/lib/realtime/HubClient';
import type { LiveEvents } from '@/lib/realtime/liveProtocol';
import { FakeTransport } from '@/testing/FakeTransport';
import { settle } from '@/testing/settle';
import { Broadcast } from './Broadcast';

const streamId = 's1';

class FakeSender implements MediaSender {
  readonly calls: string[] = [];
  access: IceAccess | undefined;

  admitted(access: IceAccess): void {
    this.calls.push('admitted');
    this.access = access;
  }

  hubLost(): void {
    this.calls.push('hubLost');
  }

  replaceTrack(): Promise<void> {
    return Promise.resolve();
  }

  close(): void {
    this.calls.push('close');
  }
}

let transport: FakeTransport;
let sender: FakeSender;
let broadcast: Broadcast;

beforeEach(() => {
  vi.useFakeTimers();
  transport = new FakeTransport();
  transport.answer('start_live', () => ({
    viewerCount: 2,
    peakViewers: 4,
    status: 'live',
    media: 'mesh',
    iceServers: [{ urls: 'turn:first' }],
  }));
  sender = new FakeSender();
  broadcast = new Broadcast({
    hub: new HubClient<LiveEvents>(transport),
    streamId,
    senders: { mesh: () => sender },
    fetchIceServers: () => Promise.resolve([{ urls: 'turn:newer' }]),
  });
});

afterEach(() => {
  broadcast.stop();
  vi.useRealTimers();
});

test('starts the stream on the hub and gives the sender its servers', async () => {
  broadcast.start();
  await settle();
  expect(transport.invocations).toEqual([['start_live', { streamId }]]);
  expect(broadcast.state.get()).toMatchObject({ onAir: true, status: 'live', viewerCount: 2 });
  expect(sender.access?.iceServers).toEqual([{ urls: 'turn:first' }]);
});

test('after a lost connection it starts again, and tells the sender of both', async () => {
  broadcast.start();
  await settle();
  transport.drop();
  expect(broadcast.state.get().onAir).toBe(false);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(broadcast.state.get().onAir).toBe(true);
  expect(transport.methods()).toEqual(['start_live', 'start_live']);
  expect(sender.calls).toEqual(['admitted', 'hubLost', 'admitted']);
});

test('long broadcasts get newer TURN credentials for later viewers', async () => {
  broadcast.start();
  await settle();
  await vi.advanceTimersByTimeAsync(31 * 60_000);
  expect(sender.access?.iceServers).toEqual([{ urls: 'turn:newer' }]);
});

test('a stream that was ended elsewhere is off the air', async () => {
  broadcast.start();
  await settle();
  transport.emit('live_ended', { streamId, reason: 'ended' });
  expect(broadcast.state.get()).toMatchObject({ onAir: false, status: 'ended' });
});

test('a refusal is told', async () => {
  transport.answer('start_live', () => {
    throw new Error('stream.not_host: Only its broadcaster can start a stream.');
  });
  broadcast.start();
  await settle();
  expect(broadcast.state.get()).toMatchObject({ onAir: false, error: { code: 'stream.not_host' } });
});

test('stopped, it leaves the room and closes its media', async () => {
  broadcast.start();
  await settle();
  broadcast.stop();
  await settle();
  expect(transport.methods()).toEqual(['start_live', 'leave_live']);
  expect(sender.calls).toEqual(['admitted', 'close']);
});

test('a count that is told while it enters is newer than the answer’s', async () => {
  transport.answer('start_live', () => {
    transport.emit('viewer_count', { streamId, viewerCount: 7, peakViewers: 9 });
    return { viewerCount: 2, peakViewers: 4, status: 'live', media: 'mesh', iceServers: [] };
  });
  broadcast.start();
  await settle();
  expect(broadcast.state.get()).toMatchObject({ onAir: true, viewerCount: 7, peakViewers: 9 });

  transport.answer('start_live', () => ({
    viewerCount: 1,
    peakViewers: 9,
    status: 'live',
    media: 'mesh',
    iceServers: [],
  }));
  transport.drop();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(broadcast.state.get()).toMatchObject({ onAir: true, viewerCount: 1 });
});
