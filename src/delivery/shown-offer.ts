import type { DecidedOffer } from '../contract/decision.js';
import type { Choice, Decision } from '../core/types/decision.js';
import type { Catalog, Circle, Offer } from '../core/types/offer.js';
import { explainToCustomer } from './customer-reason.js';
import { readableForm } from './readable-form.js';

const HOUR_MS = 3_600_000;

/** A chosen offer as the client shows it; nothing when no words of it can be filled in. */
export function toShownOffer(choice: Choice, decision: Decision): DecidedOffer | undefined {
  const { input, catalog } = decision;
  const { offer } = choice.scored.candidate;
  const form = readableForm(choice, decision);
  if (!form) return undefined;
  const { treatment, locale, addressForm, title, body } = form;
  const expiresAt = expiryOf(offer, input.now);
  return {
    deliveryId: choice.deliveryId,
    offerId: offer.id,
    placement: choice.placement,
    treatment: { id: treatment.id, format: treatment.format, locale, addressForm, title, body },
    attentionSeconds: treatment.attentionSeconds,
    expiresAt: new Date(expiresAt).toISOString(),
    validWithin: findCircle(offer, catalog),
    reason: explainToCustomer(choice, input.situation.moment.name, locale, addressForm),
    fallback: choice.isFallback ? true : undefined,
  };
}

/** Until when an offer holds that was decided at this time. Epoch ms. */
export function expiryOf({ validTo, validityHours }: Offer, decidedAt: number): number {
  return Math.min(validTo ?? Infinity, decidedAt + validityHours * HOUR_MS);
}

/** Where an offer holds, when that is one circle. */
export function findCircle({ zones }: Offer, catalog: Catalog): Circle | undefined {
  const [zone, ...others] = zones;
  if (zone === undefined || others.length > 0) return undefined;
  const area = catalog.areaOf(zone);
  return 'circle' in area ? area.circle : undefined;
}
