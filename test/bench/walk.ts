/** Where the customers of the bench walk: on small circles around spots that lie far apart. */
export const SPOTS = 16;
export const OFFERS_PER_SPOT = 64;

/** Far enough for a report to tell something new, slow enough to be a walk that is reported now and then. */
export const METRES_PER_REPORT = 25;

const SPOT_DISTANCE_METRES = 6000;
const METRES_PER_DEGREE = 111_195;
const ORIGIN = { lat: 52.6, lng: 13.9 };

export interface Point {
  lat: number;
  lng: number;
}

export function spotCentre(spot: number): Point {
  return offset(ORIGIN, (spot % 4) * SPOT_DISTANCE_METRES, Math.floor(spot / 4) * SPOT_DISTANCE_METRES);
}

/** The position of a customer after so many reports. */
export function positionAt(customer: number, step: number, metresPerStep: number): Point {
  const radiusMetres = 60;
  const angle = ((customer * 2.399) % (2 * Math.PI)) + (step * metresPerStep) / radiusMetres;
  return offset(spotCentre(customer % SPOTS), radiusMetres * Math.cos(angle), radiusMetres * Math.sin(angle));
}

export function offset({ lat, lng }: Point, eastMetres: number, northMetres: number): Point {
  return {
    lat: lat + northMetres / METRES_PER_DEGREE,
    lng: lng + eastMetres / (METRES_PER_DEGREE * Math.cos((lat * Math.PI) / 180)),
  };
}
