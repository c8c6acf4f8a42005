import fc from 'fast-check';

/** Evenly spread over the range, unlike `fc.double`, most of whose values are next to nothing. */
export function realBetween(min: number, max: number): fc.Arbitrary<number> {
  return fc.integer({ min: 0, max: 1_000_000 }).map((share) => min + ((max - min) * share) / 1_000_000);
}
