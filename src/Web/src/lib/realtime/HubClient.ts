import { backoff } from '../async/backoff';
import { Serializer } from '../async/Serializer';
import { Store } from '../async/Store';
import { ClockitError, isTransient } from '../errors/ClockitError';
import { fromInvocation } from '../errors/fromHub';

/** `idle`: nobody needs the connection. `connecting` is the first time, `reconnecting` any later. */
export type ConnectionState = 'idle' | 'connecting' | 'connected' | 'reconnecting';

/** The part of SignalR's `HubConnection` that we stand on. */
export interface HubTransport {
  start(): Promise<void>;
  stop(): Promise<void>;
  invoke(method: string, argument: unknown): Promise<unknown>;
  on(event: string, handler: (payload: never) => void): void;
  off(event: string, handler: (payload: never) => void): void;
  onclose(handler: () => void): void;
}

/** Something that has to be entered again on every new connection. */
export interface Room {
  /** Rooms of the same key never enter and exit at the same time, whichever object asks. */
  readonly key: string;
  /** Runs after each connect; keeps its own cursor. Transient failures are tried again. */
  enter(): Promise<void>;
  /** The server said no, and asking again would not help. */
  refused(error: ClockitError): void;
  /** Runs when the room is left while connected. */
  exit(): Promise<void>;
}

export interface RoomHandle {
  /** Runs `enter` again on the current connection, after any step that is under way. */
  reenter(): void;
  leave(): void;
}

/** Every payload of every event says which stream it is about. */
export type StreamEvents<Events> = Record<keyof Events, { streamId: string }>;

/** A connection that lived this long was a good one: the next failure starts from a short wait. */
const stableAfterMs = 10_000;

/**
 * One hub connection that keeps itself up for as long as anybody holds it, and enters its rooms
 * again after every reconnect. It never gives up by itself: an open page is worth another try.
 *
 * Connects and disconnects are steps of a single loop, and each room's enter and exit are
 * serialized, so that a component that mounts, unmounts and mounts again cannot overlap itself.
 * `Events` says which payload each server event has.
 */
export class HubClient<Events extends StreamEvents<Events>> {
  readonly state = new Store<ConnectionState>('idle');

  readonly #transport: HubTransport;
  readonly #rooms = new Map<Room, Serializer>();
  readonly #steps = new Map<string, Serializer>();
  readonly #sleepers = new Set<() => void>();
  #holds = 0;
  #looping = false;
  /** The next close is one that we asked for. */
  #stopping = false;
  /** Rises with each connection; what was started for an older one stops. */
  #connection = 0;
  /** Rises when the identity changes; a connection made for an older one is replaced. */
  #identity = 0;
  #closed: (() => void) | undefined;

  constructor(transport: HubTransport) {
    this.#transport = transport;
    transport.onclose(() => {
      this.state.set(this.#stopping ? 'connecting' : 'reconnecting');
      this.#closed?.();
    });
  }

  /** Keeps the connection up until the returned function is called. */
  hold(): () => void {
    this.#holds++;
    void this.#loop();

    let held = true;
    return () => {
      if (held) {
        held = false;
        this.#holds--;
        // Not at once: a page that replaces another takes over its connection.
        setTimeout(() => this.#releaseIfUnused());
      }
    };
  }

  /** Enters a room now or as soon as there is a connection, and again after each reconnect. */
  join(room: Room): RoomHandle {
    const release = this.hold();
    const steps = this.#steps.get(room.key) ?? new Serializer();
    this.#steps.set(room.key, steps);
    this.#rooms.set(room, steps);
    if (this.state.get() === 'connected') {
      this.#enter(room, steps);
    }

    return {
      reenter: () => {
        if (this.state.get() === 'connected' && this.#rooms.has(room)) {
          this.#enter(room, steps);
        }
      },
      leave: () => {
        if (this.#rooms.delete(room)) {
          this.wake();
          void steps
            .run(() => this.#exit(room))
            .finally(() => {
              this.#forget(room.key);
              release();
            });
        }
      },
    };
  }

  /** @throws ClockitError with the server's code, or `connection.lost`. */
  async invoke<T>(method: string, argument: object): Promise<T> {
    if (this.state.get() !== 'connected') {
      throw new ClockitError('connection.lost', 'There is no connection right now.');
    }

    try {
      return (await this.#transport.invoke(method, argument)) as T;
    } catch (error) {
      throw fromInvocation(error);
    }
  }

  /** Handles a server event on this and every later connection. */
  on<E extends keyof Events & string>(event: E, handler: (payload: Events[E]) => void): () => void {
    this.#transport.on(event, handler);
    return () => this.#transport.off(event, handler);
  }

  /** The same for the events of one stream; a connection hears of several. */
  onStream<E extends keyof Events & string>(
    streamId: string,
    event: E,
    handler: (payload: Events[E]) => void,
  ): () => void {
    return this.on(event, (payload) => {
      if (payload.streamId === streamId) {
        handler(payload);
      }
    });
  }

  /** Connects anew, because the session cookie now says somebody else. */
  changeIdentity(): void {
    this.#identity++;
    this.#stop();
  }

  /** Ends the wait before the next attempt, for instance because the network is back. */
  readonly wake = (): void => {
    for (const wake of [...this.#sleepers]) {
      wake();
    }
  };

  async #loop(): Promise<void> {
    if (this.#looping) {
      return;
    }

    this.#looping = true;
    this.state.set('connecting');
    let failures = 0;
    while (this.#holds > 0) {
      const identity = this.#identity;
      const closed = new Promise<void>((resolve) => (this.#closed = resolve));
      try {
        await this.#transport.start();
      } catch {
        // The server is away or restarting. The state says so, and the next attempt follows.
        this.state.set('reconnecting');
        await this.#sleep(backoff(failures++));
        continue;
      }

      if (identity !== this.#identity || this.#isUnused()) {
        await this.#transport.stop();
        continue;
      }

      const connectedAt = Date.now();
      this.#connection++;
      this.state.set('connected');
      for (const [room, steps] of this.#rooms) {
        this.#enter(room, steps);
      }

      await closed;
      if (this.#stopping) {
        this.#stopping = false;
      } else {
        failures = Date.now() - connectedAt >= stableAfterMs ? 0 : failures + 1;
        await this.#sleep(backoff(failures));
      }
    }

    this.#looping = false;
    this.state.set('idle');
  }

  // A method, because `#holds` changes while the loop awaits.
  #isUnused(): boolean {
    return this.#holds === 0;
  }

  #releaseIfUnused(): void {
    if (this.#isUnused()) {
      this.#stop();
    }
  }

  #stop(): void {
    this.wake();
    if (this.state.get() === 'connected' && !this.#stopping) {
      this.#stopping = true;
      void this.#transport.stop();
    }
  }

  #enter(room: Room, steps: Serializer): void {
    const connection = this.#connection;
    const isCurrent = () =>
      this.#rooms.get(room) === steps &&
      this.#connection === connection &&
      this.state.get() === 'connected';

    void steps.run(async () => {
      for (let failures = 0; isCurrent(); failures++) {
        try {
          await room.enter();
          return;
        } catch (error) {
          const reason = fromInvocation(error);
          if (!isTransient(reason)) {
            room.refused(reason);
            return;
          }

          await this.#sleep(backoff(failures));
        }
      }
    });
  }

  async #exit(room: Room): Promise<void> {
    if (this.state.get() === 'connected') {
      try {
        await room.exit();
      } catch {
        // The connection went first, and the server forgets a room's member with it.
      }
    }
  }

  #forget(key: string): void {
    const inUse = [...this.#rooms.keys()].some((room) => room.key === key);
    if (!inUse && this.#steps.get(key)?.isIdle === true) {
      this.#steps.delete(key);
    }
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.#sleepers.delete(done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      this.#sleepers.add(done);
    });
  }
}
