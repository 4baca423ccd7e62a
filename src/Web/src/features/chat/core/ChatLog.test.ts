import { describe, expect, test } from 'vitest';
import type { ChatMessage, JoinChatResult } from '@/lib/realtime/chatProtocol';
import { ChatLog, keptMessages } from './ChatLog';

function message(offset: number, id = `m${offset}`): ChatMessage {
  return {
    id,
    offset,
    userId: 'u',
    username: 'user',
    comment: `text ${offset}`,
    timestamp: '2026-01-01T00:00:00Z',
  };
}

function range(from: number, to: number): ChatMessage[] {
  return Array.from({ length: to - from + 1 }, (_, index) => message(from + index));
}

function joined(over: Partial<JoinChatResult>): JoinChatResult {
  return { messages: [], epoch: 'e1', offset: 0, recovered: false, settings: null, ...over };
}

function logAt(offset: number): ChatLog {
  const log = new ChatLog();
  log.merge(joined({ messages: range(1, offset), offset }));
  return log;
}

const offsets = (log: ChatLog) => log.messages.map(({ offset }) => offset);

describe('live messages', () => {
  test('are added in order', () => {
    const log = logAt(2);
    expect(log.receive(message(3))).toBe('added');
    expect(offsets(log)).toEqual([1, 2, 3]);
    expect(log.cursor).toEqual({ epoch: 'e1', offset: 3 });
  });

  test('are shown once, however often they come', () => {
    const log = logAt(2);
    expect(log.receive(message(2))).toBe('known');
    log.receive(message(3));
    expect(log.receive(message(3))).toBe('known');
    expect(offsets(log)).toEqual([1, 2, 3]);
  });

  test('beyond a hole wait for it to close', () => {
    const log = logAt(2);
    expect(log.receive(message(5))).toBe('gap');
    expect(log.receive(message(4))).toBe('gap');
    expect(offsets(log)).toEqual([1, 2]);
    expect(log.receive(message(3))).toBe('added');
    expect(offsets(log)).toEqual([1, 2, 3, 4, 5]);
  });

  test('with a known offset and an unknown id mean that the room began anew', () => {
    expect(logAt(5).receive(message(1, 'other'))).toBe('gap');
  });

  test('that come before the first join answers are placed by it', () => {
    const log = new ChatLog();
    log.receive(message(4));
    log.receive(message(3));
    expect(log.messages).toEqual([]);
    expect(log.merge(joined({ messages: range(1, 3), offset: 3 }))).toBe(false);
    expect(offsets(log)).toEqual([1, 2, 3, 4]);
  });

  test('only the newest are kept', () => {
    const log = new ChatLog();
    log.merge(joined({ offset: 0 }));
    for (const one of range(1, keptMessages + 50)) {
      log.receive(one);
    }

    expect(log.messages).toHaveLength(keptMessages);
    expect(offsets(log).at(-1)).toBe(keptMessages + 50);
  });
});

describe('joining again', () => {
  test('recovered: exactly what was missed is added', () => {
    const log = logAt(3);
    const hole = log.merge(joined({ messages: range(4, 6), offset: 6, recovered: true }));
    expect(hole).toBe(false);
    expect(offsets(log)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(log.cursor).toEqual({ epoch: 'e1', offset: 6 });
  });

  test('recovered messages that came live meanwhile are not doubled', () => {
    const log = logAt(3);
    log.receive(message(6));
    log.merge(joined({ messages: range(4, 6), offset: 6, recovered: true }));
    expect(offsets(log)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test('a hole behind the answer is told', () => {
    const log = logAt(3);
    log.receive(message(8));
    expect(log.merge(joined({ messages: range(4, 6), offset: 6, recovered: true }))).toBe(true);
    expect(log.merge(joined({ messages: [message(7)], offset: 7, recovered: true }))).toBe(false);
    expect(offsets(log)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  test('not recovered: the newest page replaces what was shown', () => {
    const log = logAt(3);
    log.merge(joined({ messages: range(500, 501), offset: 501 }));
    expect(offsets(log)).toEqual([500, 501]);
    expect(log.cursor).toEqual({ epoch: 'e1', offset: 501 });
  });

  test('a new epoch forgets what waited in the old one', () => {
    const log = logAt(3);
    log.receive(message(9));
    expect(log.merge(joined({ messages: [message(1, 'new')], offset: 1, epoch: 'e2' }))).toBe(
      false,
    );
    expect(log.messages.map(({ id }) => id)).toEqual(['new']);
    expect(log.cursor).toEqual({ epoch: 'e2', offset: 1 });
  });

  test('deleted messages leave no hole', () => {
    const log = logAt(3);
    log.merge(joined({ messages: [message(6)], offset: 6, recovered: true }));
    expect(log.receive(message(7))).toBe('added');
    expect(offsets(log)).toEqual([1, 2, 3, 6, 7]);
  });
});

test('a deleted message goes, and does not come back', () => {
  const log = logAt(3);
  log.remove('m2');
  expect(offsets(log)).toEqual([1, 3]);
  expect(log.receive(message(2))).toBe('known');
  log.merge(joined({ messages: range(1, 3), offset: 3 }));
  expect(offsets(log)).toEqual([1, 3]);
});
