import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ClockitError } from '../errors/ClockitError';
import { FakeTransport } from '../../testing/FakeTransport';
import { settle } from '../../testing/settle';
import { HubClient, type Room } from './HubClient';

const longerThanAnyPause = 20_000;

function room(over: Partial<Room> = {}): Room & { entered: number; refusals: ClockitError[] } {
  const made = {
    key: 'room',
    entered: 0,
    refusals: [] as ClockitError[],
    enter(): Promise<void> {
      made.entered++;
      return Promise.resolve();
    },
    refused(error: ClockitError): void {
      made.refusals.push(error);
    },
    exit: (): Promise<void> => Promise.resolve(),
    ...over,
  };
  return made;
}

let transport: FakeTransport;
let hub: HubClient<{ news: { streamId: string; text: string } }>;

beforeEach(() => {
  vi.useFakeTimers();
  transport = new FakeTransport();
  hub = new HubClient(transport);
});

afterEach(() => {
  vi.useRealTimers();
});

describe('connecting', () => {
  test('connects when first held and disconnects when last released', async () => {
    const first = hub.hold();
    const second = hub.hold();
    await settle();
    expect(hub.state.get()).toBe('connected');

    first();
    await settle();
    expect(hub.state.get()).toBe('connected');

    second();
    await settle();
    expect(hub.state.get()).toBe('idle');
    expect(transport.isUp).toBe(false);
  });

  test('releasing and holding in the same turn keeps the connection', async () => {
    const release = hub.hold();
    await settle();
    release();
    hub.hold();
    await settle();
    expect(transport.starts).toBe(1);
    expect(hub.state.get()).toBe('connected');
  });

  test('released while it connects, it does not stay connected', async () => {
    hub.hold()();
    await settle();
    expect(transport.isUp).toBe(false);
    expect(hub.state.get()).toBe('idle');
  });

  test('keeps trying while the server is away, and says so', async () => {
    transport.isServerDown = true;
    hub.hold();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(hub.state.get()).toBe('reconnecting');
    const tries = transport.starts;
    expect(tries).toBeGreaterThan(5);
    expect(tries).toBeLessThan(30);

    transport.isServerDown = false;
    await vi.advanceTimersByTimeAsync(longerThanAnyPause);
    expect(hub.state.get()).toBe('connected');
  });

  test('a wake ends the wait for the next attempt', async () => {
    transport.isServerDown = true;
    hub.hold();
    await vi.advanceTimersByTimeAsync(60_000);
    transport.isServerDown = false;
    hub.wake();
    await settle();
    expect(hub.state.get()).toBe('connected');
  });

  test('a changed identity brings a new connection at once', async () => {
    hub.hold();
    await settle();
    hub.changeIdentity();
    await settle();
    expect(transport.starts).toBe(2);
    expect(hub.state.get()).toBe('connected');
  });
});

describe('rooms', () => {
  test('a room is entered on each connection', async () => {
    const made = room();
    hub.join(made);
    await settle();
    expect(made.entered).toBe(1);

    transport.drop();
    expect(hub.state.get()).toBe('reconnecting');
    await vi.advanceTimersByTimeAsync(longerThanAnyPause);
    expect(made.entered).toBe(2);
  });

  test('a room joined while connected is entered at once', async () => {
    hub.hold();
    await settle();
    const made = room();
    hub.join(made);
    await settle();
    expect(made.entered).toBe(1);
  });

  test('a room that was left is not entered again', async () => {
    hub.hold();
    const made = room();
    hub.join(made).leave();
    await settle();
    transport.drop();
    await vi.advanceTimersByTimeAsync(longerThanAnyPause);
    expect(made.entered).toBe(0);
  });

  test('enter and exit of one key never overlap, whoever asks', async () => {
    hub.hold();
    await settle();
    const steps: string[] = [];
    const slow = (name: string) =>
      room({
        enter: async () => {
          steps.push(`${name} enters`);
          await new Promise((resolve) => setTimeout(resolve, 100));
          steps.push(`${name} entered`);
        },
        exit: () => {
          steps.push(`${name} exits`);
          return Promise.resolve();
        },
      });

    const first = hub.join(slow('first'));
    await settle();
    first.leave();
    hub.join(slow('second'));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(steps).toEqual([
      'first enters',
      'first entered',
      'first exits',
      'second enters',
      'second entered',
    ]);
  });

  test('a transient failure to enter is tried again, a refusal is told', async () => {
    let failures = 0;
    const flaky = room({
      enter: async () => {
        if (failures++ < 2) {
          await hub.invoke('join', {});
        }
      },
    });
    transport.answer('join', () => {
      throw new Error('service.unavailable: Try again.');
    });
    hub.join(flaky);
    await vi.advanceTimersByTimeAsync(longerThanAnyPause);
    expect(failures).toBe(3);
    expect(flaky.refusals).toEqual([]);

    transport.answer('join', () => {
      throw new Error('stream.not_found: There is no such stream.');
    });
    const refused = room({ key: 'other', enter: () => hub.invoke('join', {}) });
    hub.join(refused);
    await settle();
    expect(refused.refusals.map(({ code }) => code)).toEqual(['stream.not_found']);
  });
});

describe('calls and events', () => {
  test('a failed invocation carries the code of the HubException', async () => {
    transport.answer('speak', () => {
      throw new Error('chat.rate_limited: Wait 3 s.');
    });
    hub.hold();
    await settle();
    await expect(hub.invoke('speak', {})).rejects.toMatchObject({
      code: 'chat.rate_limited',
      message: 'Wait 3 s.',
    });
  });

  test('without a connection an invocation fails as connection.lost', async () => {
    await expect(hub.invoke('speak', {})).rejects.toMatchObject({ code: 'connection.lost' });
  });

  test('a connection that breaks fails what was under way as connection.lost', async () => {
    transport.answer('speak', () => new Promise(() => undefined));
    hub.hold();
    await settle();
    const spoken = hub.invoke('speak', {});
    transport.drop();
    await expect(spoken).rejects.toMatchObject({ code: 'connection.lost' });
  });

  test('handlers live on over reconnects until they are undone', async () => {
    const heard: string[] = [];
    hub.hold();
    const undo = hub.on('news', ({ text }) => heard.push(text));
    await settle();
    transport.drop();
    await vi.advanceTimersByTimeAsync(longerThanAnyPause);
    transport.emit('news', { streamId: 's', text: 'one' });
    undo();
    transport.emit('news', { streamId: 's', text: 'two' });
    expect(heard).toEqual(['one']);
  });
});
