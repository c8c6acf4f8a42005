import type { Candidate, Refusal, Sighting, StageContext } from '../types/decision.js';
import type { Offer } from '../types/offer.js';
import type { RefusalCode } from '../types/reason.js';
import { refuse } from '../types/refuse.js';
import type { Check } from './check.js';
import { checkAvailable } from './rules/available.js';
import { checkConsent } from './rules/consent.js';
import { checkContext } from './rules/context.js';
import { engagementCheck } from './rules/engagement.js';
import { checkLocation } from './rules/location.js';
import { treatmentChooser } from './rules/treatment.js';

/** In the order of STAGES: the first refusal wins. */
const CHECKS: readonly Check[] = [checkAvailable, checkLocation, checkContext, checkConsent];

export interface Screened {
  readonly kept: readonly Candidate[];
  readonly refusals: readonly Refusal[];
}

/** Every sighting comes out exactly once: kept, or refused with stage and reason. */
export function screenSightings(stage: StageContext): Screened {
  const checkEngagement = engagementCheck(stage);
  const chooseTreatments = treatmentChooser(stage);
  const kept: Candidate[] = [];
  const refusals: Refusal[] = [];
  for (const sighting of stage.input.situation.sightings) {
    const offer = stage.catalog.offer(sighting.ordinal);
    const reason = findReason(offer, sighting, stage) ?? checkEngagement(offer);
    if (reason) {
      refusals.push(refuse(offer, sighting, reason));
      continue;
    }
    const treatments = chooseTreatments(offer, sighting);
    if (typeof treatments === 'string') refusals.push(refuse(offer, sighting, treatments));
    else kept.push({ offer, sighting, treatments });
  }
  return { kept, refusals };
}

function findReason(offer: Offer, sighting: Sighting, stage: StageContext): RefusalCode | undefined {
  for (const check of CHECKS) {
    const reason = check(offer, sighting, stage);
    if (reason) return reason;
  }
  return undefined;
}
