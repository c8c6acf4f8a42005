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
  let chosen: ChosenTreatment[] | undefined;
  let refused: Refused = 'ATTENTION_TOO_SHORT';
  for (const placement of input.placements) {
    let richest: ChosenTreatment | undefined;
    for (const treatment of offer.treatments) {
      if (treatment.touchpoint !== input.touchpoint || treatment.placement !== placement) continue;
      if (treatment.attentionSeconds > attention) continue;
      refused = 'NO_WORDS';
      if (richest && treatment.attentionSeconds <= richest.treatment.attentionSeconds) continue;
      richest = inWordsFor(treatment, input.locale, input.addressForm) ?? richest;
    }
    if (richest) chosen = chosen ? [...chosen, richest] : [richest];
  }
  return chosen ?? refused;
}

type Worded = WeakMap<Treatment, ChosenTreatment | null>;

/** By reader (locale and form), what each treatment says to them: it is the same in every decision. */
const wordedFor = new Map<string, Worded>();
const MOST_READERS = 200;

function inWordsFor(treatment: Treatment, locale = 'de', form?: AddressForm): ChosenTreatment | undefined {
  const reader = form === undefined ? locale : `${locale} ${form}`;
  let worded = wordedFor.get(reader);
  if (!worded) {
    // Customers choose their locale: made-up ones must not fill the memory.
    if (wordedFor.size >= MOST_READERS) wordedFor.clear();
    wordedFor.set(reader, (worded = new WeakMap()));
  }
  const known = worded.get(treatment);
  if (known !== undefined) return known ?? undefined;
  const words = chooseWords(treatment.texts, locale, form);
  const chosen = words ? { treatment, ...words } : null;
  worded.set(treatment, chosen);
  return chosen ?? undefined;
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
