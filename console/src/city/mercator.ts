/** A point of the web mercator square: 0 to 1 from the west and from the north. */
export interface Spot {
  readonly x: number;
  readonly y: number;
}

export function toSpot(lat: number, lng: number): Spot {
  const sine = Math.sin((lat * Math.PI) / 180);
  return { x: (lng + 180) / 360, y: 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI) };
}
