import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ChatEvents, ChatMessage } from '@/lib/realtime/chatProtocol';
import { HubClient } from '@/lib/realtime/HubClient';
import { FakeTransport } from '@/testing/FakeTransport';
import { settle } from '@/testing/settle';
import { ChatRoom } from './ChatRoom';

const streamId = 's1';
const longerThanAnyPause = 20_000;

let transport: FakeTransport;
let room: ChatRoom;
let stored: ChatMessage[];
let deleted: string[];

function say(comment: string, userId = 'somebody'): ChatMessage {
  const offset = stored.length + 1;
  const message = {
    id: `m${offset}`,
    offset,
    userId,
    username: userId,
    comment,
    timestamp: '2026-01-01T00:00:00Z',
  };
  stored.push(message);
  return message;
}

function deliver(message: ChatMessage): void {
  transport.emit('live_comment_added', { streamId, ...message });
}

beforeEach(() => {
  vi.useFakeTimers();
  stored = [];
  deleted = [];
  transport = new FakeTransport();
  transport.answer('join_chat', ({ since }: { since?: { offset: number } }) => ({
    messages: stored.slice(since?.offset ?? 0),
    epoch: 'e',
    offset: stored.length,
    recovered: since !== undefined,
    deleted,
    settings: { enabled: true, slowModeSeconds: 0, membersOnly: false },
  }));
  room = new ChatRoom(new HubClient<ChatEvents>(transport), streamId, {
    schedule: (run) => run(),
  });
  room.identify('me');
});

afterEach(() => {
  room.stop();
  vi.useRealTimers();
});

const comments = () => room.state.get().messages.map(({ comment }) => comment);

describe('reading', () => {
  test('a message that was deleted while we were away is gone after the reconnect', async () => {
    say('one');
    say('two');
    room.start();
    await settle();

    transport.drop();
    deleted = ['m1'];
    await vi.advanceTimersByTimeAsync(longerThanAnyPause);

    expect(comments()).toEqual(['two']);
  });

  test('a reconnect asks for what came since the last message, and shows it once', async () => {
    say('one');
    room.start();
    await settle();
    deliver(say('two'));

    transport.drop();
    say('three');
    await vi.advanceTimersByTimeAsync(longerThanAnyPause);

    expect(transport.invocations.at(-1)).toEqual([
      'join_chat',
      { streamId, since: { epoch: 'e', offset: 2 } },
    ]);
    expect(comments()).toEqual(['one', 'two', 'three']);
  });

  test('a message that overtakes another brings a join that closes the hole', async () => {
    room.start();
    await settle();
    say('lost');
    deliver(say('arrived'));
    await settle();
    expect(comments()).toEqual(['lost', 'arrived']);
    expect(transport.methods()).toEqual(['join_chat', 'join_chat']);
  });

  test('messages of another stream are not ours', async () => {
    room.start();
    await settle();
    transport.emit('live_comment_added', { ...say('elsewhere'), streamId: 's2' });
    expect(comments()).toEqual([]);
  });

  test('a refusal is shown with its reason', async () => {
    transport.answer('join_chat', () => {
      throw new Error('chat.banned: You are banned from this chat.');
    });
    room.start();
    await settle();
    expect(room.state.get()).toMatchObject({ phase: 'refused', error: { code: 'chat.banned' } });
  });

  test('started, stopped and started again, it is in the room once', async () => {
    room.start();
    room.stop();
    room.start();
    await settle();
    deliver(say('hello'));
    expect(comments()).toEqual(['hello']);
  });
});

describe('sending', () => {
  test('a message is pending until the server has stored it and the room shows it', async () => {
    let acknowledge: () => void = () => undefined;
    transport.answer(
      'live_comment',
      () => new Promise((resolve) => (acknowledge = () => resolve({ id: 'm1', offset: 1 }))),
    );
    room.start();
    await settle();
    room.send('hello');
    expect(room.state.get().outgoing).toMatchObject([{ comment: 'hello', status: 'sending' }]);

    await settle();
    acknowledge();
    await settle();
    expect(room.state.get().outgoing).toMatchObject([{ comment: 'hello', status: 'stored' }]);

    deliver(say('hello', 'me'));
    expect(room.state.get().outgoing).toEqual([]);
    expect(comments()).toEqual(['hello']);
  });

  test('shown before it is acknowledged, it is not shown twice', async () => {
    transport.answer('live_comment', () => {
      deliver(say('hello', 'me'));
      return { id: 'm1', offset: 1 };
    });
    room.start();
    await settle();
    const shown: number[] = [];
    room.state.subscribe(() => {
      const { messages, outgoing } = room.state.get();
      shown.push(messages.length + outgoing.filter(({ shownAs }) => shownAs === undefined).length);
    });
    room.send('hello');
    await settle();
    expect(Math.max(...shown)).toBe(1);
    expect(room.state.get().outgoing).toEqual([]);
  });

  test('a lost connection sends it again under the same clientId', async () => {
    const clientIds: unknown[] = [];
    transport.answer('live_comment', ({ clientId }: { clientId: string }) => {
      clientIds.push(clientId);
      if (clientIds.length === 1) {
        return new Promise(() => undefined);
      }

      return { id: say('hello', 'me').id, offset: 1 };
    });
    room.start();
    await settle();
    room.send('hello');
    await settle();
    transport.drop();
    await vi.advanceTimersByTimeAsync(longerThanAnyPause);

    expect(clientIds).toHaveLength(2);
    expect(clientIds[0]).toBe(clientIds[1]);
  });

  test('messages leave in the order they were written', async () => {
    const sent: string[] = [];
    transport.answer('live_comment', ({ comment }: { comment: string }) => {
      sent.push(comment);
      return { id: comment, offset: 100 + sent.length };
    });
    room.start();
    room.send('one');
    room.send('two');
    await settle();
    room.send('three');
    await settle();
    expect(sent).toEqual(['one', 'two', 'three']);
  });

  test('a refused message says why, and can be sent again or discarded', async () => {
    transport.answer('live_comment', () => {
      throw new Error('chat.slow_mode: Try again in 5 s.');
    });
    room.start();
    await settle();
    room.send('hello');
    await settle();
    const [failed] = room.state.get().outgoing;
    expect(failed).toMatchObject({ status: 'failed', error: { code: 'chat.slow_mode' } });

    transport.answer('live_comment', () => ({ id: 'm1', offset: 1 }));
    room.retry(failed?.clientId ?? '');
    await settle();
    expect(room.state.get().outgoing).toMatchObject([{ status: 'stored' }]);

    room.discard(failed?.clientId ?? '');
    expect(room.state.get().outgoing).toEqual([]);
  });
});

test('reactions reach their listeners, summed by emoji', async () => {
  const seen: Record<string, number>[] = [];
  room.start();
  await settle();
  const undo = room.onReactions((counts) => seen.push(counts));
  transport.emit('live_reaction_received', { streamId, counts: { '🔥': 3 } });
  undo();
  transport.emit('live_reaction_received', { streamId, counts: { '🔥': 1 } });
  expect(seen).toEqual([{ '🔥': 3 }]);
});
