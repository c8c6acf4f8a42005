const EARTH_METRES = 6_371_008.8;

interface Place {
  readonly lat: number;
  readonly lng: number;
}

/** Metres along the great circle (haversine, mean radius of the Earth). */
export function distanceMetres(a: Place, b: Place): number {
  const half = (degrees: number) => Math.sin((degrees * Math.PI) / 360) ** 2;
  const cos = (degrees: number) => Math.cos((degrees * Math.PI) / 180);
  const chord = half(b.lat - a.lat) + cos(a.lat) * cos(b.lat) * half(b.lng - a.lng);
  return 2 * EARTH_METRES * Math.asin(Math.min(1, Math.sqrt(chord)));
}
