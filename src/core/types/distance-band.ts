/** Upper bounds in metres. Nothing finer than these bands leaves the location stage. */
export const DISTANCE_BANDS = [50, 100, 200, 400, 800, 1600, 3200, 6400] as const;

/** Index of the band that a distance falls into; DISTANCE_BANDS.length for all beyond. */
export function distanceBandOf(metres: number): number {
  const index = DISTANCE_BANDS.findIndex((bound) => metres <= bound);
  return index === -1 ? DISTANCE_BANDS.length : index;
}

/** One distance in metres that stands for the band: its middle. */
export function bandMetres(band: number): number {
  if (band >= DISTANCE_BANDS.length) return 9600;
  const lower = band === 0 ? 0 : DISTANCE_BANDS[band - 1]!;
  return (lower + DISTANCE_BANDS[band]!) / 2;
}

/** Streets are about a third longer than the straight line; people walk at 1.35 m/s. */
export const DETOUR = 1.3;
export const WALKING_MPS = 1.35;

/** The way on foot, in whole minutes and at least one, from the middle of the band. */
export function walkMinutes(band: number): number {
  return Math.max(1, Math.round((bandMetres(band) * DETOUR) / WALKING_MPS / 60));
}

/** For people: `100-200 m`. */
export function bandName(band: number): string {
  if (band >= DISTANCE_BANDS.length) return 'over 6400 m';
  return `${band === 0 ? 0 : DISTANCE_BANDS[band - 1]}-${DISTANCE_BANDS[band]} m`;
}
