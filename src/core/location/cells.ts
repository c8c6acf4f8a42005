import { cellToLatLng, cellToParent, latLngToCell } from 'h3-js';
import type { Fix } from '../types/fix.js';
import type { Point } from '../types/offer.js';

/** Resolutions that anything at rest may have (edge about 9 m, 174 m, 461 m, 1.2 km). */
export const TRAIL_RESOLUTION = 12;
export const RECORD_RESOLUTION = 9;
export const REST_RESOLUTION = 8;
export const COARSE_RESOLUTION = 7;

/** From the centre of the widest res 7 cell to its corners. */
export const COARSE_METRES = 1550;

export function cellOf(point: Point, resolution: number): string {
  return latLngToCell(point.lat, point.lng, resolution);
}

export function centreOf(cell: string): Point {
  const [lat, lng] = cellToLatLng(cell);
  return { lat, lng };
}

export function parentCell(cell: string, resolution: number): string {
  return cellToParent(cell, resolution);
}

/** Blurs a fix to the centre of its res 7 cell, for customers who agreed to coarse location only. */
export function blurFix(fix: Fix): Fix {
  const centre = centreOf(cellOf(fix, COARSE_RESOLUTION));
  const { at, activity, mock, accuracyMetres } = fix;
  return {
    ...centre,
    at,
    activity,
    mock,
    accuracyMetres: Math.max(accuracyMetres, COARSE_METRES),
    measuredAccuracyMetres: accuracyMetres,
  };
}
