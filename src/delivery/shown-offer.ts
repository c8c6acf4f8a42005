import type { DecidedOffer } from '../contract/decision.js';
import type { Decision, Grant } from '../core/types/decision.js';
import type { Circle } from '../core/types/offer.js';
import { explainToCustomer } from './customer-reason.js';

const HOUR_MS = 3_600_000;

/** A granted offer as the client shows it. */
export function toShownOffer({ choice }: Grant, { input, catalog }: Decision): DecidedOffer {
  const { offer, treatments } = choice.scored.candidate;
  const { treatment, locale, addressForm, words } = treatments.find(
    (chosen) => chosen.treatment.placement === choice.placement,
  )!;
  const expiresAt = Math.min(offer.validTo ?? Infinity, input.now + offer.validityHours * HOUR_MS);
  return {
    deliveryId: choice.deliveryId,
    offerId: offer.id,
    placement: choice.placement,
    treatment: { id: treatment.id, format: treatment.format, locale, addressForm, ...words },
    attentionSeconds: treatment.attentionSeconds,
    expiresAt: new Date(expiresAt).toISOString(),
    validWithin: findCircle(offer.zones.map((ordinal) => catalog.zones[ordinal]!.area)),
    reason: explainToCustomer(choice, input.situation.moment.name, locale, addressForm),
  };
}

function findCircle(areas: readonly ({ circle: Circle } | { polygon: unknown })[]): Circle | undefined {
  const circles = areas.flatMap((area) => ('circle' in area ? [area.circle] : []));
  return circles.length === 1 && areas.length === 1 ? circles[0] : undefined;
}
