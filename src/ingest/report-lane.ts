/**
 * One customer's reports, one after the other, so that each sees the trail the last one left. A device that floods is
 * not queued for ever: of more than `capacity` waiting reports the oldest gives way to the newest.
 */
export class ReportLanes {
  readonly #lanes = new Map<string, Waiting[]>();

  constructor(private readonly capacity: number) {}

  /** @returns what the work gives, or `coalesced` when a newer report took the place of this one. */
  run<T>(lane: string, work: () => Promise<T>, coalesced: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const entry: Waiting = {
        start: () => work().then(resolve, reject),
        giveWay: () => resolve(coalesced()),
      };
      const waiting = this.#lanes.get(lane);
      if (!waiting) {
        this.#lanes.set(lane, []);
        void this.drain(lane, entry);
        return;
      }
      waiting.push(entry);
      if (waiting.length > this.capacity) waiting.shift()!.giveWay();
    });
  }

  private async drain(lane: string, first: Waiting): Promise<void> {
    let next: Waiting | undefined = first;
    while (next) {
      await next.start();
      next = this.#lanes.get(lane)!.shift();
    }
    this.#lanes.delete(lane);
  }
}

interface Waiting {
  start(): Promise<void>;
  giveWay(): void;
}
