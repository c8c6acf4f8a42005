import type { DecisionInput, Sighting } from '../types/decision.js';
import type { Owner } from '../types/ids.js';
import type { Offer } from '../types/offer.js';
import { unpackInput, type DecisionRecord } from './decision-record.js';

/**
 * What a decision knew when it looked at one offer: all of its input but the sightings of the others, which no feature
 * reads and which are most of the work. An offer that was in no way in reach came in as a fallback does.
 */
export function unpackFor(
  packed: DecisionRecord['input'],
  owner: Owner,
  offer: Pick<Offer, 'ordinal' | 'zones'> | undefined,
): { readonly input: DecisionInput; readonly sighting?: Sighting } {
  const { situation } = packed;
  const sightings = offer ? pick(situation.sightings, offer.ordinal) : '';
  const input = unpackInput({ ...packed, situation: { ...situation, sightings } }, owner);
  if (!offer) return { input };
  const unsighted: Sighting = {
    ordinal: offer.ordinal,
    source: 'everywhere',
    inside: offer.zones.length === 0,
    exactEnough: true,
  };
  return { input, sighting: input.situation.sightings[0] ?? unsighted };
}

/** Its part of the packed sightings, packed still; '' when it is none of them. */
function pick(packed: string, ordinal: number): string {
  const start = `${ordinal.toString(36)}.`;
  const found = packed.startsWith(start) ? 0 : packed.indexOf(`,${start}`) + 1;
  if (found === 0 && !packed.startsWith(start)) return '';
  const end = packed.indexOf(',', found);
  return packed.slice(found, end < 0 ? undefined : end);
}
