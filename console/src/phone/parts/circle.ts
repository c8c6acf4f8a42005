import type { Offer } from '@proxima/sdk';
import type { Feature } from 'geojson';
import { moveBy } from '../model/geo.js';

const CORNERS = 64;

/** Where an offer holds, as a map draws it. */
export function circleOf({ lat, lng, radiusMetres }: NonNullable<Offer['validWithin']>): Feature {
  const ring = Array.from({ length: CORNERS + 1 }, (_, corner) => {
    const angle = (corner / CORNERS) * 2 * Math.PI;
    const point = moveBy({ lat, lng }, Math.cos(angle) * radiusMetres, Math.sin(angle) * radiusMetres);
    return [point.lng, point.lat];
  });
  return { type: 'Feature', properties: {}, geometry: { type: 'Polygon', coordinates: [ring] } };
}
