type Listener<Arguments extends unknown[]> = (...values: Arguments) => void;

/** Listeners by event. One that throws does not keep the others from hearing. */
export class Emitter<Events extends Record<keyof Events, unknown[]>> {
  readonly #listeners = new Map<keyof Events, Set<Listener<never>>>();

  /** @returns takes the listener off again. */
  on<E extends keyof Events>(event: E, listener: Listener<Events[E]>): () => void {
    const listeners = this.#listeners.get(event) ?? new Set();
    this.#listeners.set(event, listeners.add(listener as Listener<never>));
    return () => void listeners.delete(listener as Listener<never>);
  }

  emit<E extends keyof Events>(event: E, ...values: Events[E]): void {
    for (const listener of [...(this.#listeners.get(event) ?? [])]) {
      try {
        (listener as unknown as Listener<Events[E]>)(...values);
      } catch (error) {
        // A fault of the app: told where the app tells its own, while we go on.
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }
}
