import { headingOf, metresBetween, stepTowards, type Point } from './geo.js';
import type { Route, Stop } from './routes.js';

/** Metres a second on foot. */
const WALKING_MPS = 1.4;
/** Metres a second of the engine's clock to where a route begins: nobody jumps, and faster than this no engine believes. */
const RIDING_MPS = 60;
/** A drag is measured over this much real time. */
const DRAG_WINDOW_MS = 1_000;

export interface Movement extends Point {
  /** Metres a real second, as it looks on the map. */
  readonly speedMps: number;
  /** Degrees clockwise from north; undefined while standing. */
  readonly headingDeg?: number;
}

export interface Pace {
  /** Times the speed of somebody on foot. */
  readonly factor: number;
  /** What passed meanwhile on the engine's clock, which does not run evenly in a simulation. */
  readonly engineMs: number;
}

/** Where the customer is: dragged by hand, on the way to a point, or on a route. Time is real time, in ms. */
export class Walker {
  #here: Point;
  #way: Stop[] = [];
  #waitLeftMs = 0;
  #isRiding = false;
  #route?: Route['id'];
  #steps: { readonly at: number; readonly point: Point }[] = [];

  constructor(start: Point) {
    this.#here = start;
  }

  get here(): Point {
    return this.#here;
  }

  /** What lies ahead, for the map. */
  get way(): readonly Point[] {
    return this.#way;
  }

  get route(): Route['id'] | undefined {
    return this.#route;
  }

  get isWaiting(): boolean {
    return this.#waitLeftMs > 0;
  }

  /** By hand: whatever else was going on ends. */
  put(point: Point, nowMs: number): void {
    this.stop();
    this.#here = point;
    this.note(nowMs);
  }

  walkTo(point: Point): void {
    this.stop();
    this.#way = [point];
  }

  /** Takes a ride to its first stop, and walks from there. */
  play({ id, stops }: Route): void {
    this.stop();
    this.#route = id;
    this.#way = [...stops];
    this.#isRiding = true;
  }

  stop(): void {
    this.#way = [];
    this.#waitLeftMs = 0;
    this.#isRiding = false;
    this.#route = undefined;
  }

  advance(elapsedMs: number, { factor, engineMs }: Pace, nowMs: number): void {
    let left = elapsedMs * factor;
    const ridingMps = (RIDING_MPS * engineMs) / left;
    while (left > 0 && (this.#way.length > 0 || this.#waitLeftMs > 0)) {
      const waited = Math.min(left, this.#waitLeftMs);
      this.#waitLeftMs -= waited;
      left -= waited;
      const next = this.#way[0];
      if (left <= 0 || !next) break;
      left -= this.stepOn(next, left, this.#isRiding ? ridingMps : WALKING_MPS);
    }
    if (this.#way.length === 0 && this.#waitLeftMs === 0) this.#route = undefined;
    this.note(nowMs);
  }

  /** As it was in the last moments. */
  movement(nowMs: number): Movement {
    this.note(nowMs);
    const first = this.#steps[0]!;
    const metres = metresBetween(first.point, this.#here);
    const seconds = (nowMs - first.at) / 1000;
    const speedMps = seconds > 0 ? metres / seconds : 0;
    return { ...this.#here, speedMps, headingDeg: metres > 2 ? headingOf(first.point, this.#here) : undefined };
  }

  /** @returns the ms that the step took, at that speed. */
  private stepOn(next: Stop, leftMs: number, mps: number): number {
    const metres = metresBetween(this.#here, next);
    const canMetres = (leftMs / 1000) * mps;
    this.#here = stepTowards(this.#here, next, canMetres);
    if (metres > canMetres) return leftMs;
    this.#way.shift();
    this.#isRiding = false;
    this.#waitLeftMs = (next.waitSeconds ?? 0) * 1000;
    return metres === 0 ? 0 : (metres / mps) * 1000;
  }

  private note(nowMs: number): void {
    this.#steps.push({ at: nowMs, point: this.#here });
    while (this.#steps.length > 2 && this.#steps[1]!.at <= nowMs - DRAG_WINDOW_MS) this.#steps.shift();
  }
}
