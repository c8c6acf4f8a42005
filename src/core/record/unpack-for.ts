import type { DecisionInput, Sighting } from '../types/decision.js';
import type { Owner } from '../types/ids.js';
import type { Offer } from '../types/offer.js';
import { unpackInput, type DecisionRecord } from './decision-record.js';
import { pickSighting } from './pack-sightings.js';

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
  const sightings = offer ? pickSighting(situation.sightings, offer.ordinal) : '';
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
