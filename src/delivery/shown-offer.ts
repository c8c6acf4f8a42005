import type { DecidedOffer } from '../contract/decision.js';
import type { Choice, Decision } from '../core/types/decision.js';
import type { Catalog, Circle, Offer } from '../core/types/offer.js';
import { explainToCustomer } from './customer-reason.js';

const HOUR_MS = 3_600_000;

/** A chosen offer as the client shows it. */
export function toShownOffer(choice: Choice, { input, catalog }: Decision): DecidedOffer {
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
    validWithin: findCircle(offer, catalog),
    reason: explainToCustomer(choice, input.situation.moment.name, locale, addressForm),
  };
}

/** Where an offer holds, when that is one circle. */
export function findCircle({ zones }: Offer, catalog: Catalog): Circle | undefined {
  const [zone, ...others] = zones;
  if (zone === undefined || others.length > 0) return undefined;
  const area = catalog.areaOf(zone);
  return 'circle' in area ? area.circle : undefined;
}
