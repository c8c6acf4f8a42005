import type { ChosenTreatment, DecisionInput, Sighting, StageContext } from '../../types/decision.js';
import type { AddressForm, Catalog, Offer, Treatment, Words } from '../../types/offer.js';
import type { Policy } from '../../types/policy.js';

type Refused = 'ATTENTION_TOO_SHORT' | 'NO_WORDS' | 'WORDS_UNFILLED';
type Chosen = readonly ChosenTreatment[] | Refused;

/** What was chosen before, by reader and place to read, by ordinal of the offer. */
interface ChosenBefore {
  byReader: Map<string, Map<number, Chosen>>;
  /** Of all readers. */
  choices: number;
}

const chosenBefore = new WeakMap<Catalog, ChosenBefore>();
/** Customers choose their locale: made-up ones must not fill the memory. */
const MOST_READERS = 200;
/** Each keeps the words of an offer: of a large catalog, not all may stay for good. */
const MOST_CHOICES = 200_000;

/** `chooseTreatments` for one decision. The same readers meet the same offers again and again: each is chosen once. */
export function treatmentChooser(stage: StageContext): (offer: Offer, sighting: Sighting) => Chosen {
  const before = chosenIn(stage.catalog);
  const known = chosenFor(stage, before);
  return (offer, sighting) => {
    // The few whose words tell the way are chosen anew where it is not known.
    if (offer.tellsDistance && sighting.distanceBand === undefined) return chooseTreatments(offer, stage, false);
    let chosen = known.get(offer.ordinal);
    if (chosen === undefined) {
      chosen = chooseTreatments(offer, stage);
      known.set(offer.ordinal, chosen);
      before.choices += 1;
    }
    return chosen;
  };
}

function chosenIn(catalog: Catalog): ChosenBefore {
  let before = chosenBefore.get(catalog);
  if (!before || before.byReader.size >= MOST_READERS || before.choices >= MOST_CHOICES) {
    before = { byReader: new Map(), choices: 0 };
    chosenBefore.set(catalog, before);
  }
  return before;
}

function chosenFor({ input, policy }: StageContext, { byReader }: ChosenBefore): Map<number, Chosen> {
  const { locale, addressForm, touchpoint, placements } = input;
  const reader = JSON.stringify([locale, addressForm, touchpoint, placements, attentionIn(input, policy)]);
  let chosen = byReader.get(reader);
  if (!chosen) byReader.set(reader, (chosen = new Map()));
  return chosen;
}

/** Seconds that there are to read. Who came by themselves (inbound) has the attention. */
function attentionIn({ outbound, situation }: DecisionInput, { moments }: Policy): number {
  return outbound ? moments.attentionSeconds[situation.moment.name] : Infinity;
}

/**
 * The form for each placement: the richest that the moment has attention for, in the words of the customer. Words that
 * tell the way to the place are none where it is not known.
 */
export function chooseTreatments(offer: Offer, { input, policy }: StageContext, knowsDistance = true): Chosen {
  const attention = attentionIn(input, policy);
  let chosen: ChosenTreatment[] | undefined;
  let refused: Refused = 'ATTENTION_TOO_SHORT';
  for (const placement of input.placements) {
    let richest: ChosenTreatment | undefined;
    for (const treatment of offer.treatments) {
      if (treatment.touchpoint !== input.touchpoint || treatment.placement !== placement) continue;
      if (treatment.attentionSeconds > attention) continue;
      if (refused === 'ATTENTION_TOO_SHORT') refused = 'NO_WORDS';
      if (richest && treatment.attentionSeconds <= richest.treatment.attentionSeconds) continue;
      const words = chooseWords(treatment.texts, input.locale, input.addressForm);
      if (!knowsDistance && words?.words.message?.needsDistance) refused = 'WORDS_UNFILLED';
      else if (words) richest = { treatment, locale: words.locale, addressForm: words.addressForm, words: words.words };
    }
    if (richest) chosen = chosen ? [...chosen, richest] : [richest];
  }
  return chosen ?? refused;
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
