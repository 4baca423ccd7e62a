import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Store } from '@/lib/async/Store';
import type { MediaReceiver, ReceiverState } from '@/lib/media/transport';
import { HubClient } from '@/lib/realtime/HubClient';
import type { LiveEvents } from '@/lib/realtime/liveProtocol';
import { fakeMedia } from '@/testing/FakePeerConnection';
import { FakeTransport } from '@/testing/FakeTransport';
import { settle } from '@/testing/settle';
import { Playback } from './Playback';

const streamId = 's1';

class FakeReceiver implements MediaReceiver {
  readonly state = new Store<ReceiverState>({ phase: 'connecting', stream: null });
  admissions = 0;
  isClosed = false;

  admitted(): void {
    this.admissions++;
    if (this.state.get().phase === 'lost') {
      this.state.patch({ phase: 'connecting' });
    }
  }

  close(): void {
    this.isClosed = true;
  }
}

let transport: FakeTransport;
let receivers: FakeReceiver[];
let playback: Playback;
let status: string;
let media: string;

beforeEach(() => {
  vi.useFakeTimers();
  transport = new FakeTransport();
  receivers = [];
  status = 'live';
  media = 'mesh';
  transport.answer('join_live', () => ({
    viewerId: 'me',
    viewerCount: 3,
    peakViewers: 5,
    status,
    media,
    iceServers: [],
  }));
  playback = new Playback({
    hub: new HubClient<LiveEvents>(transport),
    streamId,
    deviceId: 'device',
    receivers: {
      mesh: () => {
        const receiver = new FakeReceiver();
        receivers.push(receiver);
        return receiver;
      },
    },
  });
});

afterEach(() => {
  playback.stop();
  vi.useRealTimers();
});

async function start(): Promise<void> {
  playback.start();
  await settle();
}

function connect(): MediaStream {
  const stream = fakeMedia('video');
  receivers.at(-1)?.state.set({ phase: 'connected', stream });
  return stream;
}

test('a count that is told while it joins is newer than the answer’s', async () => {
  transport.answer('join_live', () => {
    transport.emit('viewer_count', { streamId, viewerCount: 7, peakViewers: 9 });
    return { viewerCount: 3, peakViewers: 5, status, media, iceServers: [] };
  });
  await start();
  expect(playback.state.get().viewerCount).toBe(7);
});

test('the note to followers, which may come late, brings no ended stream back', async () => {
  await start();
  transport.emit('live_ended', { streamId, reason: 'ended' });
  transport.emit('live_started', { streamId, following: true });
  expect(playback.state.get().status).toBe('ended');
});

test('joins as its device and plays what the receiver brings', async () => {
  await start();
  expect(transport.invocations).toEqual([['join_live', { streamId, deviceId: 'device' }]]);
  expect(playback.state.get()).toMatchObject({
    status: 'live',
    media: 'connecting',
    viewerCount: 3,
  });

  const stream = connect();
  expect(playback.state.get()).toMatchObject({ media: 'playing', stream });
});

test('joins again after a reconnect, and plays on meanwhile', async () => {
  await start();
  const stream = connect();
  transport.drop();
  expect(playback.state.get()).toMatchObject({ media: 'playing', stream });
  await vi.advanceTimersByTimeAsync(5_000);
  expect(transport.methods()).toEqual(['join_live', 'join_live']);
});

test('follows the count of its own stream only', async () => {
  await start();
  transport.emit('viewer_count', { streamId: 'other', viewerCount: 99, peakViewers: 99 });
  transport.emit('viewer_count', { streamId, viewerCount: 4, peakViewers: 5 });
  expect(playback.state.get().viewerCount).toBe(4);
});

describe('a path that fails', () => {
  test('is replaced by leaving and joining', async () => {
    await start();
    connect();
    receivers[0]?.state.patch({ phase: 'lost' });
    expect(playback.state.get().media).toBe('reconnecting');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(transport.methods()).toEqual(['join_live', 'leave_live', 'join_live']);

    // The new one gets its time, too.
    await vi.advanceTimersByTimeAsync(6_000);
    expect(transport.methods()).toEqual(['join_live', 'leave_live', 'join_live']);
  });

  test('is replaced too when no offer ever comes, more and more slowly', async () => {
    await start();
    await vi.advanceTimersByTimeAsync(60_000);
    const joins = transport.methods().filter((method) => method === 'join_live').length;
    expect(joins).toBeGreaterThan(3);
    expect(joins).toBeLessThan(8);
  });

  test('is left alone while the broadcaster is away', async () => {
    await start();
    connect();
    transport.emit('live_interrupted', { streamId });
    receivers[0]?.state.patch({ phase: 'lost' });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(transport.methods()).toEqual(['join_live']);
    expect(playback.state.get().status).toBe('interrupted');

    transport.emit('live_resumed', { streamId });
    await vi.advanceTimersByTimeAsync(1_000);
    expect(transport.methods()).toEqual(['join_live', 'leave_live', 'join_live']);
  });
});

describe('the end', () => {
  test('closes the media and keeps the reason', async () => {
    await start();
    connect();
    transport.emit('live_ended', { streamId, reason: 'broadcaster_lost' });
    expect(playback.state.get()).toMatchObject({
      status: 'ended',
      media: 'idle',
      stream: null,
      endReason: 'broadcaster_lost',
    });
    expect(receivers[0]?.isClosed).toBe(true);
  });

  test('of another stream is not ours', async () => {
    await start();
    transport.emit('live_ended', { streamId: 'other', reason: 'ended' });
    expect(playback.state.get().status).toBe('live');
  });

  test('is known from the join when the stream was over before', async () => {
    status = 'ended';
    await start();
    expect(playback.state.get()).toMatchObject({ status: 'ended', media: 'idle' });
  });
});

test('a stream that is not live yet starts playing by itself', async () => {
  status = 'upcoming';
  await start();
  expect(playback.state.get()).toMatchObject({ status: 'upcoming', media: 'idle' });
  transport.emit('live_started', { streamId, title: '', host: {}, startedAt: '' });
  expect(playback.state.get()).toMatchObject({ status: 'live', media: 'connecting' });
});

test('a refusal is told, and asked again only on demand', async () => {
  transport.answer('join_live', () => {
    throw new Error('media.capacity: No more fit.');
  });
  await start();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(playback.state.get().error?.code).toBe('media.capacity');
  expect(transport.methods()).toEqual(['join_live']);

  playback.retry();
  await settle();
  expect(transport.methods()).toEqual(['join_live', 'join_live']);
});

test('media that this page cannot play is said, not waited for', async () => {
  media = 'sfu';
  await start();
  expect(playback.state.get().error?.code).toBe('media.unsupported');
});

test('stopped and started at once, it is in the room once and in order', async () => {
  playback.start();
  await settle();
  playback.stop();
  playback.start();
  await settle();
  expect(transport.methods()).toEqual(['join_live', 'leave_live', 'join_live']);
  connect();
  expect(playback.state.get().media).toBe('playing');
});

test('stopped, it leaves the room and closes its media', async () => {
  await start();
  playback.stop();
  await settle();
  expect(transport.methods()).toEqual(['join_live', 'leave_live']);
  expect(receivers.every(({ isClosed }) => isClosed)).toBe(true);
});
