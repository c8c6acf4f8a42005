import type { Fix } from '../contract.js';
import { ProximaError } from '../errors.js';
import type { LocationSource } from './source.js';

/** The part of the Geolocation API that is used (W3C). React Native's community package has the same. */
export interface Geolocation {
  watchPosition(
    onPosition: (position: GeolocationFix) => void,
    onError?: ((error: { code: number; message: string }) => void) | null,
    options?: { enableHighAccuracy?: boolean; maximumAge?: number },
  ): number;
  clearWatch(id: number): void;
}

export interface GeolocationFix {
  readonly timestamp: number;
  readonly coords: {
    readonly latitude: number;
    readonly longitude: number;
    readonly accuracy: number;
    readonly speed: number | null;
    readonly heading: number | null;
  };
}

/** Positions of the browser, or of anything with its API. The browser asks the customer before the first one. */
export function browserLocation(geolocation: Geolocation | undefined = ownGeolocation()): LocationSource {
  return {
    watch(onFix, { highAccuracy, intervalMs }, onError) {
      if (!geolocation) {
        onError(new ProximaError('LOCATION_UNAVAILABLE'));
        return () => undefined;
      }
      const id = geolocation.watchPosition(
        (position) => onFix(toFix(position)),
        ({ message }) => onError(new ProximaError('LOCATION_UNAVAILABLE', message)),
        { enableHighAccuracy: highAccuracy, maximumAge: intervalMs },
      );
      return () => geolocation.clearWatch(id);
    },
  };
}

function ownGeolocation(): Geolocation | undefined {
  return (globalThis as { navigator?: { geolocation?: Geolocation } }).navigator?.geolocation;
}

function toFix({ timestamp, coords }: GeolocationFix): Fix {
  const { latitude, longitude, accuracy, speed, heading } = coords;
  return {
    lat: latitude,
    lng: longitude,
    // Beyond what the engine takes it is no position any more.
    accuracyMetres: Math.min(accuracy, 100_000),
    at: Math.round(timestamp),
    ...(isKnown(speed) ? { speedMps: speed } : {}),
    ...(isKnown(heading) ? { headingDeg: heading } : {}),
  };
}

/** NaN is what browsers tell of the heading of one who stands still; React Native says -1. */
function isKnown(value: number | null | undefined): value is number {
  return typeof value === 'number' && value >= 0;
}
