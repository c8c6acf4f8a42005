// A day as legs without gaps: where somebody is at any time follows from the legs alone, so it can be asked at any rate.
import type { Station } from './city.js';
import { metresBetween, pathMetres, pointAlong, shiftTowards, bearingDegrees, type Point } from './plane.js';
import type { Random } from './random.js';

export type LegKind = 'walk' | 'stroll' | 'ride' | 'wait' | 'queue' | 'dwell' | 'sleep';
export type Companion = 'alone' | 'friends' | 'partner' | 'children';

export interface Leg {
  readonly kind: LegKind;
  readonly path: readonly Point[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly companion: Companion;
}

export interface Whereabouts {
  readonly point: Point;
  readonly speedMps: number;
  readonly bearing?: number;
  readonly leg: Leg;
}

export const WALK_MPS = { slowest: 1.1, fastest: 1.6 };
export const STROLL_MPS = { slowest: 0.5, fastest: 0.9 };
export const RIDE_MPS = { slowest: 8, fastest: 15 };
const STATION_STOP_MS = { shortest: 20_000, longest: 40_000 };

/** Puts one leg after the other. */
export class Journey {
  readonly legs: Leg[] = [];
  companion: Companion = 'alone';

  constructor(
    public point: Point,
    public nowMs: number,
    private readonly random: Random,
  ) {}

  walkTo(target: Point): this {
    return this.move('walk', this.streetsTo(target, 0.12), WALK_MPS);
  }

  strollTo(target: Point): this {
    return this.move('stroll', this.streetsTo(target, 0.3), STROLL_MPS);
  }

  ride(stations: readonly Station[]): this {
    for (const station of stations.slice(1)) {
      this.move('ride', [this.point, station.point], RIDE_MPS);
      if (station !== stations.at(-1)) {
        this.stay('ride', this.random.between(STATION_STOP_MS.shortest, STATION_STOP_MS.longest));
      }
    }
    return this;
  }

  stay(kind: LegKind, durationMs: number): this {
    return this.push(kind, [this.point], durationMs);
  }

  stayUntil(kind: LegKind, untilMs: number): this {
    return untilMs > this.nowMs ? this.stay(kind, untilMs - this.nowMs) : this;
  }

  /** A queue creeps: a few metres in some minutes. */
  queue(durationMs: number): this {
    const end = shiftTowards(this.point, this.random.between(0, 360), this.random.between(2, 6));
    return this.push('queue', [this.point, end], durationMs);
  }

  private move(kind: LegKind, path: readonly Point[], mps: { slowest: number; fastest: number }): this {
    const seconds = pathMetres(path) / this.random.between(mps.slowest, mps.fastest);
    return seconds > 0 ? this.push(kind, path, seconds * 1000) : this;
  }

  private push(kind: LegKind, path: readonly Point[], durationMs: number): this {
    const toMs = Math.round(this.nowMs + durationMs);
    this.legs.push({ kind, path, fromMs: this.nowMs, toMs, companion: this.companion });
    this.nowMs = toMs;
    this.point = path.at(-1)!;
    return this;
  }

  /** Nobody walks as the crow flies: two bends to the side. */
  private streetsTo(target: Point, bend: number): Point[] {
    const metres = metresBetween(this.point, target);
    const bearing = bearingDegrees(this.point, target);
    const corner = (share: number) => {
      const onLine = shiftTowards(this.point, bearing, metres * share);
      return shiftTowards(onLine, bearing + 90, metres * this.random.between(-bend, bend));
    };
    return [this.point, corner(1 / 3), corner(2 / 3), target];
  }
}

export function whereAt(legs: readonly Leg[], atMs: number): Whereabouts {
  const leg = legs.findLast(({ fromMs }) => fromMs <= atMs) ?? legs[0]!;
  const metres = pathMetres(leg.path);
  const share = Math.min(1, Math.max(0, (atMs - leg.fromMs) / Math.max(1, leg.toMs - leg.fromMs)));
  const { point, bearing } = pointAlong(leg.path, metres * share);
  return { point, bearing, speedMps: metres / Math.max(1, (leg.toMs - leg.fromMs) / 1000), leg };
}

/** The same day with a stop in between; everything after it happens later. */
export function insertDetour(legs: readonly Leg[], atMs: number, detour: Journey): Leg[] {
  const current = legs.findLast(({ fromMs }) => fromMs <= atMs)!;
  const shiftMs = detour.nowMs - atMs;
  const done = legs.filter((leg) => leg.toMs <= atMs);
  const here = detour.legs[0]?.path[0] ?? whereAt(legs, atMs).point;
  const cut: Leg = { ...current, path: [current.path[0]!, here], toMs: atMs };
  const rest: Leg = {
    ...current,
    path: [detour.point, current.path.at(-1)!],
    fromMs: detour.nowMs,
    toMs: current.toMs + shiftMs,
  };
  const later = legs.filter((leg) => leg.fromMs > atMs).map((leg) => shiftLeg(leg, shiftMs));
  return [...done, ...(cut.toMs > cut.fromMs ? [cut] : []), ...detour.legs, rest, ...later];
}

function shiftLeg(leg: Leg, byMs: number): Leg {
  return { ...leg, fromMs: leg.fromMs + byMs, toMs: leg.toMs + byMs };
}
