/**
 * One customer's reports, one after the other, so that each sees the trail the last one left. A device that floods is
 * not queued for ever: of more than `capacity` waiting reports the oldest gives way to the newest.
 */
export class ReportLanes {
  readonly #lanes = new Map<string, Lane>();

  constructor(private readonly capacity: number) {}

  /** @returns what the work gives, or `coalesced` when a newer report took the place of this one. */
  run<T>(name: string, work: () => Promise<T>, coalesced: () => T): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const entry: Waiting = {
        start: () => work().then(resolve, reject),
        giveWay: () => resolve(coalesced()),
      };
      const lane = this.lane(name);
      if (!lane.isBusy) return void this.drain(lane, entry);
      lane.waiting.push(entry);
      if (lane.waiting.length > this.capacity) lane.waiting.shift()!.giveWay();
    });
  }

  /** Idle lanes stay for the next report: a map that turns over with every report would keep each of them alive. */
  private lane(name: string): Lane {
    let lane = this.#lanes.get(name);
    if (!lane) {
      if (this.#lanes.size >= MOST_LANES) this.closeIdle();
      this.#lanes.set(name, (lane = { waiting: [], isBusy: false }));
    }
    return lane;
  }

  private closeIdle(): void {
    for (const [name, { isBusy }] of this.#lanes) if (!isBusy) this.#lanes.delete(name);
  }

  private async drain(lane: Lane, first: Waiting): Promise<void> {
    lane.isBusy = true;
    for (let next: Waiting | undefined = first; next; next = lane.waiting.shift()) await next.start();
    lane.isBusy = false;
  }
}

/** When there are this many, those without a report are closed. */
const MOST_LANES = 20_000;

interface Lane {
  readonly waiting: Waiting[];
  isBusy: boolean;
}

interface Waiting {
  start(): Promise<void>;
  giveWay(): void;
}
