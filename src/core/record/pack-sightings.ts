import type { CandidateSource, Sighting } from '../types/decision.js';

const SOURCES: readonly CandidateSource[] = ['nearby', 'affinity', 'everywhere'];
const LETTERS = 26;
const CAPITAL_A = 65;
const BANDS = 11;
const HEADINGS = [undefined, true, false] as const;

/** Sightings in about five bytes each: the ordinal in base 36, and all the rest in two capitals. */
export function packSightings(sightings: readonly Sighting[]): string {
  let text = '';
  for (const sighting of sightings) text += sighting.ordinal.toString(36) + toCapitals(toCode(sighting));
  return text;
}

export function unpackSightings(text: string): Sighting[] {
  const sightings: Sighting[] = [];
  for (const [, ordinal, first, second] of text.matchAll(/([0-9a-z]+)([A-Z])([A-Z])/g))
    sightings.push(fromCode(parseInt(ordinal!, 36), fromCapital(first!) * LETTERS + fromCapital(second!)));
  return sightings;
}

/** The part of one offer, packed still; '' when it is none of them. */
export function pickSighting(text: string, ordinal: number): string {
  const wanted = ordinal.toString(36);
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + 1)) {
    const end = at + wanted.length;
    if ((at === 0 || isCapital(text, at - 1)) && isCapital(text, end)) return text.slice(at, end + 2);
  }
  return '';
}

/** Of a number below 676. */
function toCapitals(code: number): string {
  return String.fromCharCode(CAPITAL_A + Math.floor(code / LETTERS), CAPITAL_A + (code % LETTERS));
}

function isCapital(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= CAPITAL_A && code < CAPITAL_A + LETTERS;
}

function fromCapital(letter: string): number {
  return letter.charCodeAt(0) - CAPITAL_A;
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
