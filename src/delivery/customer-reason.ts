import { bandName } from '../core/types/distance-band.js';
import type { Choice } from '../core/types/decision.js';
import type { AddressForm } from '../core/types/offer.js';
import type { MomentName } from '../core/types/moment.js';

type Voice = 'du' | 'sie' | 'neutral' | 'en';

/** Why now, in the words of each form of address. */
const MOMENT_WORDS: Readonly<Record<MomentName, Readonly<Record<Voice, string>>>> = {
  waiting: {
    du: 'du gerade wartest',
    sie: 'Sie gerade warten',
    neutral: 'gerade Wartezeit ist',
    en: 'you are waiting',
  },
  queueing: {
    du: 'du gerade anstehst',
    sie: 'Sie gerade anstehen',
    neutral: 'gerade eine Schlange ist',
    en: 'you are queueing',
  },
  passing: {
    du: 'du gerade vorbeigehst',
    sie: 'Sie gerade vorbeigehen',
    neutral: 'der Weg hier vorbeiführt',
    en: 'you are walking past',
  },
  strolling: {
    du: 'du gerade bummelst',
    sie: 'Sie gerade bummeln',
    neutral: 'gerade Zeit zum Bummeln ist',
    en: 'you are strolling',
  },
  dwelling: {
    du: 'du gerade hier bist',
    sie: 'Sie gerade hier sind',
    neutral: 'der Ort passt',
    en: 'you are staying here',
  },
  commuting: {
    du: 'du gerade unterwegs bist',
    sie: 'Sie gerade unterwegs sind',
    neutral: 'es auf dem Weg liegt',
    en: 'you are on your way',
  },
  unknown: {
    du: 'du in der Nähe bist',
    sie: 'Sie in der Nähe sind',
    neutral: 'es in der Nähe ist',
    en: 'you are nearby',
  },
};

/** One sentence for the customer: why this offer, why now. Names no feature and no score. */
export function explainToCustomer({ scored }: Choice, moment: MomentName, locale: string, form: AddressForm): string {
  const { sighting, offer } = scored.candidate;
  const isGerman = locale.startsWith('de');
  const why = MOMENT_WORDS[moment][isGerman ? form : 'en'];
  const where = sighting.distanceBand === undefined ? undefined : bandName(sighting.distanceBand);
  const name = offer.place?.name;
  if (!isGerman) {
    const distance = where ? `${name ?? 'the place'} is ${where} away` : 'it is open to everyone here';
    return `Because ${why} and ${distance}${sighting.source === 'affinity' ? ', and it is something you like' : ''}.`;
  }
  const distance = where ? `${name ?? 'der Ort'} ${where} entfernt ist` : 'das Angebot überall gilt';
  const liking = {
    du: ', und weil du so etwas magst',
    sie: ', und weil Sie so etwas mögen',
    neutral: ', passend zu den Vorlieben',
  }[form];
  return `Weil ${why} und ${distance}${sighting.source === 'affinity' ? liking : ''}.`;
}
