import { cellToLatLng, getHexagonEdgeLengthAvg, UNITS } from 'h3-js';
import type { DecisionSample } from '../../../src/contract/console.js';
import { toSpot, type Spot } from './mercator.js';

/** How long a dot takes to its next cell: reports of one customer come every second or few. */
const WALK_MS = 1_600;
/** Farther than this in one report, nobody walked: the dot is set down there. */
const LONGEST_WALK = 12;
/** Nobody stays on the map who has not been heard of for so long. */
const GONE_AFTER_MS = 90_000;
const FADE_MS = 4_000;
const PULSE_MS = 1_800;
const MOST_WALKERS = 5_000;

export type Mark = 'push' | 'answer' | 'silence' | 'accept';

/** One customer on the map: on the way from one cell to another. */
export interface Walker {
  readonly who: string;
  cell: string;
  from: Spot;
  to: Spot;
  setOffMs: number;
  heardMs: number;
  /** What happened last, and when. */
  mark: Mark;
  markMs: number;
  /** The last one that can be opened, however long ago it fell out of the list. */
  lastDecision?: DecisionSample;
}

/** Where everybody is, between what the engine tells: cells in, smooth ways out. Times are of the page's own clock. */
export class Walkers {
  readonly all = new Map<string, Walker>();

  take(sample: DecisionSample, nowMs: number): void {
    const { who, cell, outcome, decisionId } = sample;
    if (cell === undefined) return;
    const walker = this.all.get(who) ?? this.enter(who, cell, nowMs);
    if (!walker) return;
    if (walker.cell !== cell) this.send(walker, cell, nowMs);
    walker.heardMs = nowMs;
    if (decisionId) walker.lastDecision = sample;
    // A silence is faint; it must not wipe out an offer that still glows.
    if (outcome === 'silence' && walker.mark !== 'silence' && nowMs - walker.markMs < PULSE_MS) return;
    walker.mark = outcome;
    walker.markMs = nowMs;
  }

  accepted(who: string, nowMs: number): void {
    const walker = this.all.get(who);
    if (!walker) return;
    walker.mark = 'accept';
    walker.markMs = nowMs;
  }

  forgetGone(nowMs: number): void {
    for (const [who, { heardMs }] of this.all) if (nowMs - heardMs > GONE_AFTER_MS) this.all.delete(who);
  }

  /** The one who is nearest to a spot, within a distance in the unit of the mercator square. */
  nearest(spot: Spot, within: number, nowMs: number): Walker | undefined {
    let best: Walker | undefined;
    let bestDistance = within;
    for (const walker of this.all.values()) {
      const { x, y } = spotOf(walker, nowMs);
      const distance = Math.hypot(x - spot.x, y - spot.y);
      if (distance >= bestDistance) continue;
      best = walker;
      bestDistance = distance;
    }
    return best;
  }

  private enter(who: string, cell: string, nowMs: number): Walker | undefined {
    if (this.all.size >= MOST_WALKERS) return undefined;
    const spot = spotIn(cell, who);
    const walker: Walker = {
      who,
      cell,
      from: spot,
      to: spot,
      setOffMs: nowMs,
      heardMs: nowMs,
      mark: 'silence',
      markMs: nowMs,
    };
    this.all.set(who, walker);
    return walker;
  }

  private send(walker: Walker, cell: string, nowMs: number): void {
    const to = spotIn(cell, walker.who);
    const from = spotOf(walker, nowMs);
    const isWalk = Math.hypot(to.x - from.x, to.y - from.y) < LONGEST_WALK * edgeOfSquare(cell);
    walker.from = isWalk ? from : to;
    walker.to = to;
    walker.setOffMs = nowMs;
    walker.cell = cell;
  }
}

/** Where the dot stands now: it sets off and arrives gently. */
export function spotOf({ from, to, setOffMs }: Walker, nowMs: number): Spot {
  const part = Math.min(Math.max((nowMs - setOffMs) / WALK_MS, 0), 1);
  const eased = part * part * (3 - 2 * part);
  return { x: from.x + (to.x - from.x) * eased, y: from.y + (to.y - from.y) * eased };
}

/** 1 while heard of, falling to 0 before the dot goes. */
export function presenceOf({ heardMs }: Walker, nowMs: number): number {
  return Math.min(Math.max((GONE_AFTER_MS - (nowMs - heardMs)) / FADE_MS, 0), 1);
}

/** 1 at the moment of the mark, 0 when it has faded. */
export function glowOf({ markMs }: Walker, nowMs: number): number {
  return Math.min(Math.max(1 - (nowMs - markMs) / PULSE_MS, 0), 1);
}

/**
 * A place inside the cell that is always the same for the same name, so that those who share a cell do not hide each
 * other. It tells nothing: where in its cell a customer is, the page does not know.
 */
function spotIn(cell: string, who: string): Spot {
  const [lat, lng] = cellToLatLng(cell);
  const centre = toSpot(lat, lng);
  const hash = hashOf(who);
  const angle = ((hash & 0xffff) / 0x10000) * 2 * Math.PI;
  const reach = Math.sqrt((hash >>> 16) / 0x10000) * 0.72 * edgeOfSquare(cell);
  return { x: centre.x + Math.cos(angle) * reach, y: centre.y + Math.sin(angle) * reach };
}

const EARTH_METRES = 40_075_017;

/** The edge of a cell as a part of the mercator square, which stretches away from the equator. */
function edgeOfSquare(cell: string): number {
  const [lat] = cellToLatLng(cell);
  return getHexagonEdgeLengthAvg(9, UNITS.m) / (EARTH_METRES * Math.cos((lat * Math.PI) / 180));
}

/** FNV-1a. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
