import type { CandidateSource, Sighting } from '../types/decision.js';

const SOURCES: readonly CandidateSource[] = ['nearby', 'affinity', 'everywhere'];
const BANDS = 11;
const HEADINGS = [undefined, true, false] as const;

/** Sightings in about six bytes each: the ordinal and all the rest as one number, both in base 36. */
export function packSightings(sightings: readonly Sighting[]): string {
  return sightings.map((sighting) => `${sighting.ordinal.toString(36)}.${toCode(sighting).toString(36)}`).join(',');
}

export function unpackSightings(text: string): Sighting[] {
  if (text === '') return [];
  return text.split(',').map((part) => {
    const [ordinal, code] = part.split('.') as [string, string];
    return fromCode(parseInt(ordinal, 36), parseInt(code, 36));
  });
}

function toCode({ source, inside, exactEnough, distanceBand, towards }: Sighting): number {
  const band = distanceBand === undefined ? 0 : distanceBand + 1;
  const where = SOURCES.indexOf(source) * 4 + Number(inside) * 2 + Number(exactEnough);
  return (where * BANDS + band) * HEADINGS.length + HEADINGS.indexOf(towards);
}

function fromCode(ordinal: number, code: number): Sighting {
  const towards = HEADINGS[code % HEADINGS.length];
  const rest = Math.floor(code / HEADINGS.length);
  const band = rest % BANDS;
  const where = Math.floor(rest / BANDS);
  return {
    ordinal,
    source: SOURCES[where >> 2]!,
    inside: (where & 2) !== 0,
    exactEnough: (where & 1) !== 0,
    ...(band === 0 ? {} : { distanceBand: band - 1 }),
    ...(towards === undefined ? {} : { towards }),
  };
}
