import type { Fix, Movement, TrailPoint } from '../types/fix.js';
import type { Point } from '../types/offer.js';
import { cellOf, centreOf, TRAIL_RESOLUTION } from './cells.js';
import { bearingDegrees, distanceMetres } from './geometry.js';

const MAX_AGE_MS = 15 * 60_000;
/** One point is kept of each stretch of time: of short ones for the last minute, which speed is read from, else of longer ones. */
const RECENT_MS = 60_000;
const RECENT_STRETCH_MS = 8_000;
const STRETCH_MS = 40_000;
const SPEED_WINDOW_MS = 45_000;
const HEADING_MIN_METRES = 30;

/** The trail with one more fix: at most 32 points of the last 15 minutes. */
export function extendTrail(points: readonly TrailPoint[], fix: Fix): readonly TrailPoint[] {
  const kept = points.filter((point) => fix.at - point.at <= MAX_AGE_MS && point.at <= fix.at);
  return [...kept.filter((point, i) => isFirstOfStretch(point, kept[i - 1], fix.at)), toTrailPoint(fix)];
}

/** A fix as coarse as it may be kept. */
export function toTrailPoint({ lat, lng, at, accuracyMetres, speedMps }: Fix): TrailPoint {
  return {
    cell: cellOf({ lat, lng }, TRAIL_RESOLUTION),
    at,
    accuracyMetres: Math.round(accuracyMetres),
    speedMps: speedMps === undefined ? undefined : Math.round(speedMps * 10) / 10,
  };
}

/** Stretches lie fast in time, so that which points are kept does not depend on how often the phone reports. */
function isFirstOfStretch(point: TrailPoint, before: TrailPoint | undefined, now: number): boolean {
  const stretchMs = now - point.at > RECENT_MS ? STRETCH_MS : RECENT_STRETCH_MS;
  return !before || Math.floor(before.at / stretchMs) !== Math.floor(point.at / stretchMs);
}

export function readMovement(points: readonly TrailPoint[], fix: Fix): Movement {
  // A position blurred on purpose tells no movement.
  if (fix.measuredAccuracyMetres !== undefined) return { dwellMs: 0 };
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
  let strays = 0;
  for (const point of points.toReversed()) {
    const isHere = distanceMetres(centreOf(point.cell), fix) <= radius + point.accuracyMetres / 2;
    // A single stray point among others here is the phone's error, two in a row are a way that was walked.
    strays = isHere ? 0 : strays + 1;
    if (strays > 1) break;
    if (isHere) since = point.at;
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
