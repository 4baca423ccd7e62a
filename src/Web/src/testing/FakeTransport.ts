import type { HubTransport } from '@/lib/realtime/HubClient';

type Answer = (argument: never) => unknown;

/** A hub connection whose server is the test. */
export class FakeTransport implements HubTransport {
  /** Every invocation that arrived, as `[method, argument]`. */
  readonly invocations: [string, unknown][] = [];
  starts = 0;
  isUp = false;
  /** While true, connecting fails. */
  isServerDown = false;

  readonly #answers = new Map<string, Answer>();
  readonly #handlers = new Map<string, Set<(payload: never) => void>>();
  #onclose: (() => void) | undefined;
  #pending = new Set<(error: Error) => void>();

  start(): Promise<void> {
    this.starts++;
    if (this.isServerDown) {
      return Promise.reject(new Error('Failed to connect.'));
    }

    this.isUp = true;
    return Promise.resolve();
  }

  stop(): Promise<void> {
    this.drop();
    return Promise.resolve();
  }

  invoke(method: string, argument: unknown): Promise<unknown> {
    this.invocations.push([method, argument]);
    return new Promise((resolve, reject) => {
      this.#pending.add(reject);
      void (async () => {
        try {
          resolve(await this.#answers.get(method)?.(argument as never));
        } catch (error) {
          const reason = error instanceof Error ? error.message : String(error);
          reject(
            new Error(
              `An unexpected error occurred invoking '${method}' on the server. HubException: ${reason}`,
            ),
          );
        } finally {
          this.#pending.delete(reject);
        }
      })();
    });
  }

  on(event: string, handler: (payload: never) => void): void {
    const handlers = this.#handlers.get(event) ?? new Set();
    this.#handlers.set(event, handlers.add(handler));
  }

  off(event: string, handler: (payload: never) => void): void {
    this.#handlers.get(event)?.delete(handler);
  }

  onclose(handler: () => void): void {
    this.#onclose = handler;
  }

  /** What the server answers to a method; an Error that it throws becomes a HubException. */
  answer(method: string, answer: Answer): void {
    this.#answers.set(method, answer);
  }

  /** The server sends an event. */
  emit(event: string, payload: object): void {
    for (const handler of [...(this.#handlers.get(event) ?? [])]) {
      handler(payload as never);
    }
  }

  /** The connection breaks. */
  drop(): void {
    if (this.isUp) {
      this.isUp = false;
      for (const reject of this.#pending) {
        reject(new Error('Invocation canceled due to the underlying connection being closed.'));
      }

      this.#onclose?.();
    }
  }

  methods(): string[] {
    return this.invocations.map(([method]) => method);
  }
}
