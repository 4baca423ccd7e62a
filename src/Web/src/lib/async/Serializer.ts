/**
 * Runs asynchronous steps one at a time, in the order they were asked for. A step that fails
 * rejects its own promise and does not hold up the next one.
 */
export class Serializer {
  #tail: Promise<unknown> = Promise.resolve();
  #unfinished = 0;

  /** Nothing runs and nothing waits. */
  get isIdle(): boolean {
    return this.#unfinished === 0;
  }

  run<T>(step: () => Promise<T> | T): Promise<T> {
    this.#unfinished++;
    const result = this.#tail.then(step).finally(() => this.#unfinished--);
    this.#tail = result.catch(() => undefined);
    return result;
  }
}
