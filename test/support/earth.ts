import type { Point } from '../../src/core/types/offer.js';

/** The great-circle destination: independent of how the index measures. */
export function goFrom({ lat, lng }: Point, bearing: number, metres: number): Point {
  const [phi, angle] = [(lat * Math.PI) / 180, metres / 6_371_008.8];
  const sinLat = Math.sin(phi) * Math.cos(angle) + Math.cos(phi) * Math.sin(angle) * Math.cos(bearing);
  const east = Math.atan2(
    Math.sin(bearing) * Math.sin(angle) * Math.cos(phi),
    Math.cos(angle) - Math.sin(phi) * sinLat,
  );
  return {
    lat: (Math.asin(Math.max(-1, Math.min(1, sinLat))) * 180) / Math.PI,
    lng: wrap(lng + (east * 180) / Math.PI),
  };
}

/** A longitude as it is written: -180 to 180. */
export function wrap(lng: number): number {
  return ((((lng + 180) % 360) + 360) % 360) - 180;
}
