import { chooseWords } from '../core/eligibility/rules/treatment.js';
import type { Choice, ChosenTreatment, Decision } from '../core/types/decision.js';
import { walkMinutes } from '../core/types/distance-band.js';
import type { AddressForm, FilledWords, MessageFacts, Treatment } from '../core/types/offer.js';

/** A treatment with the words that the customer reads. */
export interface ReadableForm {
  readonly treatment: Treatment;
  readonly locale: string;
  readonly addressForm: AddressForm;
  readonly title: string;
  readonly body: string;
}

/**
 * The form that was chosen, its words filled in. Where that cannot be done, the next shorter one of the offer for the same
 * placement; nothing when none is left.
 */
export function readableForm(choice: Choice, decision: Decision): ReadableForm | undefined {
  const { treatments } = choice.scored.candidate;
  const chosen = treatments.find(({ treatment }) => treatment.placement === choice.placement)!;
  const { message } = chosen.words;
  if (!message) return formOf(chosen, chosen.words);
  const facts = factsFor(choice, decision);
  const filled = message.fill(facts);
  return filled ? formOf(chosen, filled) : nextReadable(chosen, choice, decision, facts);
}

/** Field by field: one is made for each push, and a spread costs several times as much. */
function formOf({ treatment, locale, addressForm }: ChosenTreatment, { title, body }: FilledWords): ReadableForm {
  return { treatment, locale, addressForm, title, body };
}

function nextReadable(
  chosen: ChosenTreatment,
  { scored, placement }: Choice,
  { input }: Decision,
  facts: MessageFacts,
): ReadableForm | undefined {
  const { touchpoint, attentionSeconds } = chosen.treatment;
  const shorter = scored.candidate.offer.treatments
    .filter((other) => other !== chosen.treatment && other.touchpoint === touchpoint && other.placement === placement)
    .filter((other) => other.attentionSeconds <= attentionSeconds)
    .sort((a, b) => b.attentionSeconds - a.attentionSeconds);
  for (const treatment of shorter) {
    const found = chooseWords(treatment.texts, input.locale, input.addressForm);
    const filled = found && (found.words.message ? found.words.message.fill(facts) : found.words);
    if (filled) return formOf({ treatment, ...found }, filled);
  }
  return undefined;
}

/** What words may tell: where and when, and nothing of the customer's profile. */
function factsFor({ scored }: Choice, { input, localTime }: Decision): MessageFacts {
  const { distanceBand } = scored.candidate.sighting;
  return {
    locale: input.locale,
    moment: input.situation.moment.name,
    daypart: localTime?.daypart,
    walkMinutes: distanceBand === undefined ? undefined : walkMinutes(distanceBand),
  };
}
