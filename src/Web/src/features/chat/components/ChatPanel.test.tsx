// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, configure, screen, waitFor } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { ChatEvents } from '@/lib/realtime/chatProtocol';
import { HubClient } from '@/lib/realtime/HubClient';
import type { LiveEvents } from '@/lib/realtime/liveProtocol';
import { RealtimeContext } from '@/lib/realtime/RealtimeContext';
import { FakeApi } from '@/testing/FakeApi';
import { FakeTransport } from '@/testing/FakeTransport';
import { render } from '@/testing/render';
import { ChatRoom } from '../core/ChatRoom';
import { ChatPanel } from './ChatPanel';

// jsdom lays nothing out, so that no row would be in sight: here all of them are.
vi.mock('@tanstack/react-virtual', () => ({
  useVirtualizer: ({
    count,
    getItemKey,
  }: {
    count: number;
    getItemKey: (i: number) => string;
  }) => ({
    getTotalSize: () => 0,
    getVirtualItems: () =>
      Array.from({ length: count }, (_, index) => ({ key: getItemKey(index), index, start: 0 })),
    measureElement: () => undefined,
    scrollToEnd: () => undefined,
  }),
}));

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
let api: FakeApi;

beforeEach(() => {
  vi.stubGlobal(
    'ResizeObserver',
    class {
      observe = () => undefined;
      unobserve = () => undefined;
      disconnect = () => undefined;
    },
  );
  api = new FakeApi();
  api.on('GET /api/users/eve', () => ({
    user: { id: 'eve', username: 'eve', displayName: 'Eve Adams', avatarUrl: null, roles: [] },
    followerCount: 0,
    isFollowing: false,
    bio: null,
    links: [],
  }));
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
  room = new ChatRoom(chat, streamId, { schedule: (run) => run() });
  room.start();
  room.identify('me');
});

afterEach(() => {
  cleanup();
  room.stop();
  vi.unstubAllGlobals();
});

function show(over: { canWrite?: boolean; closed?: string | null } = {}) {
  const live = new HubClient<LiveEvents>(new FakeTransport());
  return render(
    <QueryClientProvider client={new QueryClient()}>
      <RealtimeContext value={{ live, chat }}>
        <ChatPanel
          room={room}
          hostId="host"
          self={(over.canWrite ?? true) ? { id: 'me', username: 'ben' } : null}
          closed={over.closed ?? null}
          invitation={<a href="/signin">Sign in to chat</a>}
        />
      </RealtimeContext>
    </QueryClientProvider>,
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
  await screen.findByText('Eve Adams');
  const answer = { ...message, streamId, id: 'm2', offset: 2, comment, replyTo: 'm1' };
  transport.emit('live_comment_added', answer);
  await waitFor(() => expect(screen.getAllByTestId('chat-message')).toHaveLength(2));

  // Each is alone in an element that isolates its direction, so it turns nothing around it.
  const texts = [...container.querySelectorAll('bdi')].map(({ textContent }) => textContent);
  expect(texts.filter((text) => text !== 'eve' && text !== 'Eve Adams')).toEqual([
    message.comment,
    message.comment,
    comment,
  ]);
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

function moderate() {
  transport.answer('join_chat', () => ({
    messages: [message],
    epoch: 'e',
    offset: 1,
    recovered: false,
    settings: { enabled: true, slowModeSeconds: 0, membersOnly: false },
    isModerator: true,
  }));
  room.rejoin();
}

test('a message shows its author’s name of today', async () => {
  show();
  await screen.findByText('Eve Adams');
});

test('a moderator deletes and times out from a message’s menu, and undoes it', async () => {
  moderate();
  api.on('POST /api/live/s1/chat/bans', () => ({}));
  api.on('DELETE /api/live/s1/chat/bans/eve', () => null);
  show();
  const user = userEvent.setup();
  await user.click(await screen.findByTestId('chat-menu'));
  const timeOut = await screen.findByRole('menuitem', { name: 'Time out' });
  timeOut.focus();
  await user.keyboard('{ArrowRight}');
  await user.click(await screen.findByRole('menuitem', { name: '10 minutes' }));
  await user.click(await screen.findByRole('button', { name: 'Undo' }));
  await screen.findByText('Undone.');
  expect(api.calls.filter(([call]) => call.includes('/bans'))).toEqual([
    ['POST /api/live/s1/chat/bans', { userId: 'eve', seconds: 600 }],
    ['DELETE /api/live/s1/chat/bans/eve', null],
  ]);
});

test('who is no moderator has no such choices', async () => {
  show();
  await userEvent.click(await screen.findByTestId('chat-menu'));
  await screen.findByRole('menuitem', { name: 'Reply' });
  expect(screen.queryByRole('menuitem', { name: /Time out|Ban|Delete|Pin/ })).toBeNull();
});

test('a time-out is a state of the composer, and its end too', async () => {
  show();
  await screen.findByTestId('chat-message');
  const until = new Date(Date.now() + 90_000).toISOString();
  transport.emit('chat_user_moderated', { streamId, userId: 'me', action: 'timeout', until });
  expect((await screen.findByTestId('chat-pause')).textContent).toMatch(/for another 1:(29|30)/);
  await userEvent.type(screen.getByTestId('chat-input'), 'kept');
  expect(screen.getByTestId<HTMLButtonElement>('chat-send').disabled).toBe(true);
  transport.emit('chat_user_moderated', { streamId, userId: 'me', action: 'unban' });
  await waitFor(() => expect(screen.queryByTestId('chat-pause')).toBeNull());
  expect(screen.getByTestId<HTMLButtonElement>('chat-send').disabled).toBe(false);
});

test('a reply names what it answers, and is sent with its id', async () => {
  show();
  await userEvent.click(await screen.findByTestId('chat-menu'));
  await userEvent.click(await screen.findByRole('menuitem', { name: 'Reply' }));
  await screen.findByText(/Reply to @eve/);
  await userEvent.type(screen.getByTestId('chat-input'), 'yes{Enter}');
  await waitFor(() =>
    expect(transport.invocations.at(-1)).toMatchObject([
      'live_comment',
      { comment: 'yes', replyTo: 'm1' },
    ]),
  );
});
