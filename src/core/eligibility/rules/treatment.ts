import type { AddressForm, Offer, Treatment, Words } from '../../types/offer.js';
import type { ChosenTreatment, StageContext } from '../../types/decision.js';

type Refused = 'ATTENTION_TOO_SHORT' | 'NO_WORDS';

/**
 * The form for each placement: the richest that the moment has attention for, in the words of the customer. Who came by
 * themselves (inbound) has the attention.
 */
export function chooseTreatments(offer: Offer, stage: StageContext): readonly ChosenTreatment[] | Refused {
  const { input, policy } = stage;
  const attention = input.outbound ? policy.moments.attentionSeconds[input.situation.moment.name] : Infinity;
  const chosen: ChosenTreatment[] = [];
  let refused: Refused = 'ATTENTION_TOO_SHORT';
  for (const placement of input.placements) {
    let richest: ChosenTreatment | undefined;
    for (const treatment of offer.treatments) {
      if (treatment.touchpoint !== input.touchpoint || treatment.placement !== placement) continue;
      if (treatment.attentionSeconds > attention) continue;
      refused = 'NO_WORDS';
      if (richest && treatment.attentionSeconds <= richest.treatment.attentionSeconds) continue;
      const words = chooseWords(treatment.texts, input.locale, input.addressForm);
      if (words) richest = { treatment, ...words };
    }
    if (richest) chosen.push(richest);
  }
  return chosen.length > 0 ? chosen : refused;
}

interface ChosenWords {
  readonly locale: string;
  readonly addressForm: AddressForm;
  readonly words: Words;
}

/**
 * The words for a customer: the exact locale, else its language; the form that the customer chose, else a neutral one.
 * Who has not chosen is addressed neutrally, else politely: `Sie` offends nobody.
 */
export function chooseWords(texts: Treatment['texts'], locale = 'de', form?: AddressForm): ChosenWords | undefined {
  const order: readonly AddressForm[] =
    form === undefined || form === 'neutral' ? ['neutral', 'sie'] : [form, 'neutral'];
  for (const tag of [locale, locale.slice(0, 2)]) {
    for (const addressForm of order) {
      const words = texts[tag]?.[addressForm];
      if (words) return { locale: tag, addressForm, words };
    }
  }
  return undefined;
}
