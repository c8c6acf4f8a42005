import type { Candidate, Fallback, Fallbacks, Refusal, Sighting, StageContext } from '../types/decision.js';
import type { Offer } from '../types/offer.js';
import type { RefusalCode } from '../types/reason.js';
import { refuse } from '../types/refuse.js';
import { checkAvailable } from './rules/available.js';
import { checkConsent } from './rules/consent.js';
import { checkContext } from './rules/context.js';
import { engagementCheck } from './rules/engagement.js';
import { checkLocation } from './rules/location.js';
import { treatmentChooser } from './rules/treatment.js';

const NONE: Fallbacks = { kept: [], sightings: [], refusals: [] };

/**
 * The offers that the catalog names for when nothing else is chosen, as far as the customer may have them: dates, times,
 * place, consent and rules hold as ever; contact limits and worth are not asked. Never where we come to the customer.
 */
export function screenFallbacks(stage: StageContext): Fallbacks {
  const { input, catalog } = stage;
  if (input.outbound || catalog.fallbacks.size === 0) return NONE;
  const screen = fallbackScreen(stage);
  const kept: Fallback[] = [];
  const sightings: Sighting[] = [];
  const refusals: Refusal[] = [];
  for (const placement of input.placements) {
    const ordinal = catalog.fallbacks.get(`${input.touchpoint} ${placement}`);
    if (ordinal === undefined) continue;
    const offer = catalog.offer(ordinal);
    const known = input.situation.sightings.find((sighting) => sighting.ordinal === ordinal);
    const sighting = known ?? unsighted(offer);
    const isNew = known === undefined && !sightings.some((other) => other.ordinal === ordinal);
    if (isNew) sightings.push(sighting);
    const screened = screen(offer, sighting, placement);
    if (typeof screened !== 'string') kept.push({ placement, candidate: screened });
    else if (isNew) refusals.push(refuse(offer, sighting, screened));
  }
  return { kept, sightings, refusals };
}

/** Of an offer that nothing brought into reach: right where it holds everywhere. */
function unsighted({ ordinal, zones }: Offer): Sighting {
  return { ordinal, source: 'everywhere', inside: zones.length === 0, exactEnough: true };
}

type Screen = (offer: Offer, sighting: Sighting, placement: string) => Candidate | RefusalCode;

function fallbackScreen(stage: StageContext): Screen {
  const checkEngagement = engagementCheck(stage);
  const chooseTreatments = treatmentChooser(stage);
  return (offer, sighting, placement) => {
    const reason =
      checkAvailable(offer, sighting, stage) ??
      checkLocation(offer, sighting, stage) ??
      checkContext(offer, sighting, stage) ??
      checkConsent(offer, sighting, stage) ??
      checkEngagement(offer);
    if (reason) return reason;
    const treatments = chooseTreatments(offer, sighting);
    if (typeof treatments === 'string') return treatments;
    const isForPlacement = treatments.some(({ treatment }) => treatment.placement === placement);
    return isForPlacement ? { offer, sighting, treatments } : 'NO_TREATMENT';
  };
}
