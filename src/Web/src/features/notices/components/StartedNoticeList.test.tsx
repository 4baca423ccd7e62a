// @vitest-environment jsdom
import { act, cleanup, screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { MemoryRouter } from 'react-router';
import { render } from '@/testing/render';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { ChatEvents } from '@/lib/realtime/chatProtocol';
import { HubClient } from '@/lib/realtime/HubClient';
import type { LiveEvents } from '@/lib/realtime/liveProtocol';
import { RealtimeContext, type Realtime } from '@/lib/realtime/RealtimeContext';
import { FakeTransport } from '@/testing/FakeTransport';
import { StartedNoticeList } from './StartedNoticeList';

let transport: FakeTransport;
let realtime: Realtime;

beforeEach(() => {
  transport = new FakeTransport();
  realtime = {
    live: new HubClient<LiveEvents>(transport),
    chat: new HubClient<ChatEvents>(new FakeTransport()),
  };
});

afterEach(cleanup);

function page(openStreamId?: string) {
  return (
    <RealtimeContext value={realtime}>
      <MemoryRouter>
        <StartedNoticeList openStreamId={openStreamId} />
      </MemoryRouter>
    </RealtimeContext>
  );
}

function anaStarts(streamId = '1') {
  act(() =>
    transport.emit('live_started', {
      streamId,
      title: 'Morning <b>show</b>',
      host: { id: 'h', username: 'ana', displayName: 'Ana', avatarUrl: null },
      startedAt: '2026-01-01T00:00:00Z',
      following: true,
    }),
  );
}

test('a notice says who is live with what, leads there, and is announced politely', () => {
  render(page());
  anaStarts();
  expect(screen.getByTestId('started-notice').textContent).toContain('Morning <b>show</b>');
  expect(screen.getByRole('status').textContent).toBe('Ana is live: Morning <b>show</b>');
  const watch = screen.getByRole('link', { name: /^Watch Ana/ });
  expect(watch.getAttribute('href')).toBe('/watch/1');
});

test('a notice is dismissed with the keyboard', async () => {
  render(page());
  anaStarts();
  await userEvent.tab();
  await userEvent.tab();
  await userEvent.keyboard('{Enter}');
  expect(screen.queryByTestId('started-notice')).toBeNull();
  expect(screen.getByRole('status').textContent).toBe('');
});

test('the page of the stream itself shows no notice, nor the next page after it', () => {
  const { rerender } = render(page('1'));
  anaStarts();
  expect(screen.queryByTestId('started-notice')).toBeNull();
  rerender(page());
  expect(screen.queryByTestId('started-notice')).toBeNull();
});

test('going to the stream takes its notice away for good', () => {
  const { rerender } = render(page());
  anaStarts('1');
  anaStarts('2');
  rerender(page('1'));
  rerender(page());
  expect(screen.getByTestId('started-notice').dataset.streamId).toBe('2');
});
