/** A value that others can watch. Framework-free; `useStore` gives it to React. */
export class Store<T> {
  #value: T;
  readonly #listeners = new Set<() => void>();

  constructor(value: T) {
    this.#value = value;
  }

  /** The current value: the same reference until the next change. */
  readonly get = (): T => this.#value;

  set(value: T): void {
    if (Object.is(value, this.#value)) {
      return;
    }

    this.#value = value;
    // A copy: a listener may unsubscribe itself or others while it runs.
    for (const listener of [...this.#listeners]) {
      listener();
    }
  }

  /** Changes some fields of an object value. */
  patch(change: Partial<T>): void {
    this.set({ ...this.#value, ...change });
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };
}
