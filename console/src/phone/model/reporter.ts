import { isOnline, type Fix, type Moment, type NextReport, type ProximaClient } from '@proxima/sdk';
import type { EngineClock } from '../../shared/engine-clock.js';
import { metresBetween, type Point } from './geo.js';
import type { Movement, Walker } from './walker.js';

/** Of a good phone under an open sky. */
const ACCURACY_METRES = 8;
/** Somebody who tries things out waits for an answer: real ms between two reports at least, and at most while standing. */
const SOONEST_MS = 500;
const LATEST_MS = 4_000;
const STANDING_MPS = 0.3;
const FOOT_MPS = 2.8;

export interface ReporterEvents {
  silent(code: string): void;
  failed(error: unknown): void;
}

/** Tells the engine where the customer is: as soon as the engine wants it, and a little more often for those who watch. */
export class Reporter {
  moment?: Moment;
  /** Metres a second on the engine's clock, as it was last reported. */
  speedMps = 0;
  #next: NextReport = { afterMs: 0, minMetres: 0, why: 'start' };
  #lastAt: Point & { realMs: number } = { lat: 0, lng: 0, realMs: -Infinity };
  #isOnItsWay = false;

  constructor(
    private readonly client: ProximaClient,
    private readonly walker: Walker,
    private readonly clock: EngineClock,
    private readonly events: ReporterEvents,
  ) {}

  step(realMs: number): void {
    if (this.#isOnItsWay || !isOnline(this.client.state) || !this.client.isLocationGranted) return;
    const movement = this.walker.movement(realMs);
    if (this.isDue(movement, realMs)) void this.report(movement, realMs);
  }

  private isDue(here: Point, realMs: number): boolean {
    const passedMs = realMs - this.#lastAt.realMs;
    if (passedMs < SOONEST_MS) return false;
    const waitMs = Math.min(LATEST_MS, this.#next.afterMs / this.clock.pace);
    return passedMs >= waitMs || metresBetween(this.#lastAt, here) >= Math.min(this.#next.minMetres, 25);
  }

  private async report(movement: Movement, realMs: number): Promise<void> {
    this.#isOnItsWay = true;
    this.#lastAt = { lat: movement.lat, lng: movement.lng, realMs };
    try {
      const { moment, nextReport, outcome } = await this.client.reportPosition(this.fixOf(movement));
      this.moment = moment;
      this.#next = nextReport;
      if (outcome.silence) this.events.silent(outcome.silence);
    } catch (error) {
      this.events.failed(error);
    } finally {
      this.#isOnItsWay = false;
    }
  }

  private fixOf({ lat, lng, speedMps: realMps, headingDeg }: Movement): Fix {
    const speedMps = Math.min(400, realMps / this.clock.pace);
    this.speedMps = speedMps;
    return {
      lat,
      lng,
      accuracyMetres: ACCURACY_METRES,
      at: this.clock.now(),
      speedMps,
      headingDeg,
      activity: speedMps < STANDING_MPS ? 'still' : speedMps < FOOT_MPS ? 'walking' : 'unknown',
    };
  }
}
