import type { Fix, Movement, TrailPoint } from '../types/fix.js';
import type { Point } from '../types/offer.js';
import { cellOf, centreOf, TRAIL_RESOLUTION } from './cells.js';
import { bearingDegrees, distanceMetres } from './geometry.js';

const MAX_POINTS = 24;
const MAX_AGE_MS = 15 * 60_000;
/** Points closer together than this tell nothing new and would push older ones out. */
const MIN_SPACING_MS = 4_000;
const SPEED_WINDOW_MS = 45_000;
const HEADING_MIN_METRES = 30;

/** The trail with one more fix: at most 24 points of the last 15 minutes. */
export function extendTrail(points: readonly TrailPoint[], fix: Fix): readonly TrailPoint[] {
  const next: TrailPoint = {
    cell: cellOf(fix, TRAIL_RESOLUTION),
    at: fix.at,
    accuracyMetres: Math.round(fix.accuracyMetres),
    ...(fix.speedMps === undefined ? {} : { speedMps: Math.round(fix.speedMps * 10) / 10 }),
  };
  const kept = points.filter((point) => fix.at - point.at <= MAX_AGE_MS && point.at <= fix.at);
  const [last, beforeLast] = [kept.at(-1), kept.at(-2)];
  if (last && beforeLast && last.at - beforeLast.at < MIN_SPACING_MS) kept.pop();
  return [...kept, next].slice(-MAX_POINTS);
}

export function readMovement(points: readonly TrailPoint[], fix: Fix): Movement {
  if (fix.coarse) return { dwellMs: 0 };
  return { speedMps: readSpeed(points, fix), dwellMs: readDwell(points, fix), headingDeg: readHeading(points, fix) };
}

/** How long a position of the trail may stand for the customer's own when they ask for offers without giving one. */
const STILL_THERE_MS = 2 * 60_000;

/** The last position as a fix, as exact as the trail keeps it; nothing when it is too old to be true. */
export function lastKnownFix(points: readonly TrailPoint[], now: number): Fix | undefined {
  const last = points.at(-1);
  if (!last || now - last.at > STILL_THERE_MS) return undefined;
  return { ...centreOf(last.cell), at: last.at, accuracyMetres: Math.max(10, last.accuracyMetres) };
}

function readSpeed(points: readonly TrailPoint[], fix: Fix): number | undefined {
  if (fix.speedMps !== undefined) return fix.speedMps;
  const start = points.find((point) => fix.at - point.at <= SPEED_WINDOW_MS);
  const before = start && start.at < fix.at ? start : points.findLast((point) => point.at < fix.at);
  if (!before || fix.at - before.at < 2_000 || fix.at - before.at > 5 * 60_000) return undefined;
  const uncertain = Math.min(fix.accuracyMetres, before.accuracyMetres) / 2;
  return Math.max(0, distanceMetres(centreOf(before.cell), fix) - uncertain) / ((fix.at - before.at) / 1000);
}

function readDwell(points: readonly TrailPoint[], fix: Fix): number {
  const radius = Math.min(120, 30 + fix.accuracyMetres);
  let since = fix.at;
  for (const point of points.toReversed()) {
    if (distanceMetres(centreOf(point.cell), fix) > radius + point.accuracyMetres / 2) break;
    since = point.at;
  }
  return fix.at - since;
}

function readHeading(points: readonly TrailPoint[], fix: Fix): number | undefined {
  if (fix.headingDeg !== undefined && (fix.speedMps ?? 0) > 0.7) return fix.headingDeg;
  const from = points.findLast((point) => fix.at > point.at && isFarEnough(centreOf(point.cell), fix));
  return from && fix.at - from.at < 3 * 60_000 ? bearingDegrees(centreOf(from.cell), fix) : undefined;
}

function isFarEnough(from: Point, fix: Fix): boolean {
  return distanceMetres(from, fix) >= HEADING_MIN_METRES + fix.accuracyMetres / 2;
}
