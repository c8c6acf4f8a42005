import type { Point } from './geo.js';

/** A point of a route; `waitSeconds` is how long one stays there, on the engine's clock. */
export interface Stop extends Point {
  readonly waitSeconds?: number;
}

export interface Route {
  readonly id: 'mitte' | 'zoo' | 'kreuzberg';
  readonly stops: readonly Stop[];
}

/** Through the offers of the demo's catalog; the stations are real. */
export const ROUTES: readonly Route[] = [
  {
    id: 'mitte',
    stops: [
      { lat: 52.5199, lng: 13.3869 },
      { lat: 52.5206, lng: 13.388, waitSeconds: 240 },
      { lat: 52.5219, lng: 13.3935 },
      { lat: 52.5226, lng: 13.4024, waitSeconds: 240 },
      { lat: 52.5221, lng: 13.4072 },
      { lat: 52.5215, lng: 13.4113, waitSeconds: 600 },
    ],
  },
  {
    id: 'zoo',
    stops: [
      { lat: 52.5069, lng: 13.3327, waitSeconds: 240 },
      { lat: 52.5063, lng: 13.3336 },
      { lat: 52.5038, lng: 13.3372 },
      { lat: 52.5021, lng: 13.3426, waitSeconds: 300 },
      { lat: 52.5006, lng: 13.3496 },
      { lat: 52.4996, lng: 13.3538, waitSeconds: 600 },
    ],
  },
  {
    id: 'kreuzberg',
    stops: [
      { lat: 52.499, lng: 13.4177, waitSeconds: 240 },
      { lat: 52.4991, lng: 13.4271, waitSeconds: 240 },
      { lat: 52.5008, lng: 13.4385 },
      { lat: 52.5046, lng: 13.4464 },
      { lat: 52.5058, lng: 13.4492, waitSeconds: 600 },
    ],
  },
];
