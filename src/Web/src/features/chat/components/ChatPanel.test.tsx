// @vitest-environment jsdom
import { cleanup, configure, render, screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ChatEvents } from '@/lib/realtime/chatProtocol';
import { HubClient } from '@/lib/realtime/HubClient';
import type { LiveEvents } from '@/lib/realtime/liveProtocol';
import { RealtimeContext } from '@/lib/realtime/RealtimeContext';
import { FakeTransport } from '@/testing/FakeTransport';
import { ChatRoom } from '../core/ChatRoom';
import { ChatPanel } from './ChatPanel';

// As long as a busy machine needs.
configure({ asyncUtilTimeout: 30_000 });

const streamId = 's1';
const message = {
  id: 'm1',
  offset: 1,
  userId: 'eve',
  username: 'eve',
  comment: '<img src=x onerror=alert(1)>',
  timestamp: '2026-01-01T00:00:00Z',
};

let transport: FakeTransport;
let room: ChatRoom;
let chat: HubClient<ChatEvents>;

beforeEach(() => {
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe = () => undefined;
      disconnect = () => undefined;
    },
  );
  transport = new FakeTransport();
  transport.answer('join_chat', () => ({
    messages: [message],
    epoch: 'e',
    offset: 1,
    recovered: false,
    settings: { enabled: true, slowModeSeconds: 0, membersOnly: false },
  }));
  transport.answer('live_comment', () => ({ id: 'm2', offset: 2 }));
  chat = new HubClient<ChatEvents>(transport);
  room = new ChatRoom(chat, streamId);
  room.start();
});

afterEach(() => {
  cleanup();
  room.stop();
  vi.unstubAllGlobals();
});

function show(over: { canWrite?: boolean; closed?: string | null } = {}) {
  const live = new HubClient<LiveEvents>(new FakeTransport());
  return render(
    <RealtimeContext value={{ live, chat }}>
      <ChatPanel
        room={room}
        hostId="host"
        canWrite={over.canWrite ?? true}
        closed={over.closed ?? null}
        invitation={<a href="/signin">Sign in to chat</a>}
      />
    </RealtimeContext>,
  );
}

test.each([
  message.comment,
  '<script>alert(1)</script>',
  '<a href="javascript:alert(1)">x</a>',
  '<svg/onload=alert(1)>&lt;b&gt; & {{1+1}} ${1+1}',
  'invoice \u202Egpj.exe\u202C',
  'z\u200B\u200Be\u2060r\uFEFFo',
])('a message is text of its own, whatever it looks like: %j', async (comment) => {
  const { container } = show();
  await screen.findByTestId('chat-message');
  const answer = { ...message, streamId, id: 'm2', offset: 2, comment, replyTo: 'm1' };
  transport.emit('live_comment_added', answer);
  await waitFor(() => expect(screen.getAllByTestId('chat-message')).toHaveLength(2));

  // Each is alone in an element that isolates its direction, so it turns nothing around it.
  const texts = [...container.querySelectorAll('bdi')].map(({ textContent }) => textContent);
  expect(texts).toEqual([message.comment, message.comment, comment]);
  expect(container.querySelector('bdi *, script, img, a[href^="javascript"]')).toBeNull();
});

test('Enter sends, and the message is shown as pending', async () => {
  show();
  await screen.findByTestId('chat-message');
  await userEvent.type(screen.getByTestId('chat-input'), '  hello  {Enter}');
  expect((await screen.findByTestId('chat-outgoing')).textContent).toContain('hello');
  expect(transport.invocations.at(-1)).toMatchObject(['live_comment', { comment: 'hello' }]);
  expect(screen.getByTestId<HTMLTextAreaElement>('chat-input').value).toBe('');
});

test('spaces alone and more than 500 characters cannot be sent', async () => {
  show();
  const input = screen.getByTestId('chat-input');
  const send = screen.getByTestId<HTMLButtonElement>('chat-send');
  await userEvent.type(input, '   ');
  expect(send.disabled).toBe(true);

  await userEvent.clear(input);
  await userEvent.click(input);
  await userEvent.paste('😀'.repeat(500));
  expect(send.disabled).toBe(false);
  await userEvent.type(input, 'x');
  expect(send.disabled).toBe(true);
  screen.getByText('501/500');
});

test('without an account there is an invitation in place of the composer', () => {
  show({ canWrite: false });
  screen.getByText('Sign in to chat');
  expect(screen.queryByTestId('chat-input')).toBeNull();
});

test('an ended stream’s chat can be read only', async () => {
  show({ closed: 'The stream is over.' });
  await screen.findByTestId('chat-message');
  screen.getByText('The stream is over.');
  expect(screen.queryByTestId('chat-input')).toBeNull();
});
