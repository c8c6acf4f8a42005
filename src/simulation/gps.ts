// What the phone says of where it is: off by some metres, and off the same way for a while.
import type { Fix } from '../contract/position.js';
import type { LegKind, Whereabouts } from './journey.js';
import { shiftBy } from './plane.js';
import type { Random } from './random.js';

/** Radius of 68 % confidence by surroundings: open sky, walls, a train. */
const ACCURACY_METRES: Readonly<Record<LegKind, readonly [best: number, worst: number]>> = {
  walk: [5, 14],
  stroll: [5, 14],
  wait: [8, 25],
  ride: [10, 30],
  queue: [10, 28],
  dwell: [12, 40],
  sleep: [12, 40],
};

/** Errors of fixes this far apart have little to do with each other (multipath changes as satellites move). */
const ERROR_MEMORY_MS = 40_000;
/** The radius that holds 68 % of a two-dimensional normal error, in standard deviations of one axis. */
const RADIUS_68 = 1.51;

const ACTIVITIES: Readonly<Record<LegKind, NonNullable<Fix['activity']>>> = {
  walk: 'walking',
  stroll: 'walking',
  ride: 'vehicle',
  wait: 'still',
  queue: 'still',
  dwell: 'still',
  sleep: 'still',
};

export class Gps {
  private east = 0;
  private north = 0;
  private lastMs = -Infinity;

  constructor(
    private readonly random: Random,
    private readonly plain: boolean,
  ) {}

  fixAt(truth: Whereabouts, atMs: number): Fix {
    const [best, worst] = ACCURACY_METRES[truth.leg.kind];
    const accuracyMetres = Math.round(this.random.between(best, worst));
    const memory = Math.exp(-(atMs - this.lastMs) / ERROR_MEMORY_MS);
    const fresh = Math.sqrt(1 - memory * memory) * (accuracyMetres / RADIUS_68);
    this.east = memory * this.east + fresh * this.random.normal();
    this.north = memory * this.north + fresh * this.random.normal();
    this.lastMs = atMs;
    const point = shiftBy(truth.point, this.east, this.north);
    const fix = { lat: round(point.lat, 6), lng: round(point.lng, 6), accuracyMetres, at: atMs };
    return this.plain ? fix : { ...fix, ...this.sensorsAt(truth) };
  }

  /** Speed by Doppler is far better than two positions; a compass course means something in motion only. */
  private sensorsAt({ speedMps, bearing, leg }: Whereabouts): Partial<Fix> {
    const measured = Math.max(0, speedMps + this.random.normal() * (speedMps > 3 ? 0.4 : 0.12));
    const activity = this.random.chance(0.12) ? 'unknown' : ACTIVITIES[leg.kind];
    const isMoving = speedMps > 0.4 && bearing !== undefined;
    const headingDeg = isMoving ? Math.round((bearing + this.random.normal() * 12 + 360) % 360) : undefined;
    return { speedMps: round(measured, 1), activity, ...(headingDeg === undefined ? {} : { headingDeg }) };
  }
}

function round(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
