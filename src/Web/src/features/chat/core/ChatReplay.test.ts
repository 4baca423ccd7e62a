import { expect, test, vi } from 'vitest';
import type { ReplayPage } from '../api/replay';
import { ChatReplay } from './ChatReplay';

const said = (second: number) => ({
  second,
  message: {
    id: `m${second}`,
    offset: second + 1,
    userId: 'a',
    username: 'ana',
    comment: `at ${second}`,
    timestamp: '2026-01-01T00:00:00Z',
  },
});

/** A page holds what was said within 60 seconds; the recording has five of them. */
function pages() {
  return vi.fn((from: number): Promise<ReplayPage> => {
    const start = Math.floor(from / 60) * 60;
    return Promise.resolve({
      messages: [said(start + 5), said(start + 20)].filter(({ second }) => second >= from),
      reactions: [{ second: start + 6, counts: { '🔥': 2 } }],
      next: start + 60 >= 300 ? null : start + 60,
    });
  });
}

const shown = (replay: ChatReplay) =>
  replay.state.get().messages.map(({ message }) => message.comment);

test('what was said appears as the picture gets there, and goes as it goes back', async () => {
  const replay = new ChatReplay(pages());
  replay.seek(0);
  await vi.waitFor(() => expect(replay.state.get().phase).toBe('ready'));
  expect(shown(replay)).toEqual([]);
  replay.seek(5.2);
  expect(shown(replay)).toEqual(['at 5']);
  replay.seek(21);
  expect(shown(replay)).toEqual(['at 5', 'at 20']);
  replay.seek(10);
  expect(shown(replay)).toEqual(['at 5']);
});

test('the next page is there before the picture is, and each is fetched once', async () => {
  const fetch = pages();
  const replay = new ChatReplay(fetch);
  for (let second = 0; second <= 120; second++) {
    replay.seek(second);
    await Promise.resolve();
  }

  await vi.waitFor(() => expect(shown(replay).at(-1)).toBe('at 80'));
  const asked = fetch.mock.calls.map(([from]) => from);
  expect(new Set(asked).size).toBe(asked.length);
});

test('a jump shows what was said there, without all that lies between', async () => {
  const fetch = pages();
  const replay = new ChatReplay(fetch);
  replay.seek(0);
  await vi.waitFor(() => expect(fetch).toHaveBeenCalledTimes(1));
  replay.seek(250);
  await vi.waitFor(() => expect(shown(replay).at(-1)).toBe('at 245'));
  expect(fetch.mock.calls.some(([from]) => from === 60 || from === 120)).toBe(false);
});

test('reactions rise while it plays, and not on a jump', async () => {
  const replay = new ChatReplay(pages());
  const heard = vi.fn();
  replay.onReactions(heard);
  replay.seek(0);
  await vi.waitFor(() => expect(replay.state.get().phase).toBe('ready'));
  replay.seek(30);
  expect(heard).not.toHaveBeenCalled();
  replay.seek(5.5);
  replay.seek(6.5);
  expect(heard).toHaveBeenCalledExactlyOnceWith({ '🔥': 2 });
});

test('a failure can be tried again', async () => {
  const fetch = pages();
  fetch.mockRejectedValueOnce(new Error('away'));
  const replay = new ChatReplay(fetch);
  replay.seek(10);
  await vi.waitFor(() => expect(replay.state.get().phase).toBe('failed'));
  replay.retry();
  await vi.waitFor(() => expect(shown(replay)).toEqual(['at 5']));
});
