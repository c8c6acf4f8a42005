import type { Voice } from './voice.js';

/** In German with du and with Sie where they differ. */
interface ReasonWords {
  readonly en: string;
  readonly de: string | { readonly du: string; readonly sie: string };
}

/** Why there was silence, in plain words: the codes are those of the contract, which may grow. */
const REASONS: Readonly<Record<string, ReasonWords>> = {
  NOT_YET_VALID: { en: 'The offer has not begun yet.', de: 'Das Angebot beginnt erst noch.' },
  EXPIRED: { en: 'The offer is over.', de: 'Das Angebot ist vorbei.' },
  STOPPED: { en: 'The offer was stopped.', de: 'Das Angebot wurde beendet.' },
  OUT_OF_STOCK: { en: 'Nothing of the offer is left.', de: 'Von dem Angebot ist nichts mehr da.' },
  OUT_OF_BUDGET: { en: 'The offer is used up.', de: 'Das Angebot ist aufgebraucht.' },
  NO_TREATMENT: { en: 'No offer here has a form for a phone.', de: 'Kein Angebot hier hat eine Form für das Telefon.' },
  ON_REQUEST_ONLY: {
    en: 'The offers here are shown on request only.',
    de: 'Die Angebote hier gibt es nur auf Anfrage.',
  },
  OUTSIDE_ZONE: { en: 'The offers nearby hold a little further on.', de: 'Die Angebote gelten erst ein Stück weiter.' },
  FIX_TOO_COARSE: {
    en: 'The position is too inexact for an area this small.',
    de: 'Die Position ist zu ungenau für ein so kleines Gebiet.',
  },
  OTHER_MOMENT: {
    en: 'The offers here are meant for another kind of moment.',
    de: 'Die Angebote hier passen zu einem anderen Moment.',
  },
  OTHER_DAYPART: {
    en: 'The offers here are for another time of day.',
    de: 'Die Angebote hier gelten zu anderer Tageszeit.',
  },
  OTHER_WEEKDAY: {
    en: 'The offers here are for other weekdays.',
    de: 'Die Angebote hier gelten an anderen Wochentagen.',
  },
  OUTSIDE_HOURS: { en: 'The offers here hold at other hours.', de: 'Die Angebote hier gelten zu anderen Zeiten.' },
  OTHER_WEATHER: { en: 'The offers here are for other weather.', de: 'Die Angebote hier sind für anderes Wetter.' },
  SENSITIVE_CATEGORY: { en: 'Offers of this kind are never sent.', de: 'Angebote dieser Art werden nie geschickt.' },
  SENSITIVE_PLACE: {
    en: 'Near a sensitive place nothing is decided at all.',
    de: 'In der Nähe eines schützenswerten Ortes wird nichts entschieden.',
  },
  CONSENT_MISSING: {
    en: 'You have not agreed to this.',
    de: { du: 'Dem hast du nicht zugestimmt.', sie: 'Dem haben Sie nicht zugestimmt.' },
  },
  NOT_ELIGIBLE: {
    en: 'The offers here are for other customers.',
    de: 'Die Angebote hier sind für andere Kunden.',
  },
  NOT_APPLICABLE: {
    en: 'The offers here make no sense for you now.',
    de: { du: 'Die Angebote hier bringen dir gerade nichts.', sie: 'Die Angebote hier bringen Ihnen gerade nichts.' },
  },
  NOT_SUITABLE: {
    en: 'The offers here do not suit you.',
    de: { du: 'Die Angebote hier passen nicht zu dir.', sie: 'Die Angebote hier passen nicht zu Ihnen.' },
  },
  NO_WORDS: {
    en: 'The offers here have no words in your language.',
    de: {
      du: 'Die Angebote hier gibt es nicht in deiner Sprache.',
      sie: 'Die Angebote hier gibt es nicht in Ihrer Sprache.',
    },
  },
  WORDS_UNFILLED: {
    en: 'The offers here tell something that is not known now.',
    de: 'Die Angebote hier nennen etwas, das gerade nicht bekannt ist.',
  },
  ATTENTION_TOO_SHORT: {
    en: 'The moment is too short to read an offer.',
    de: 'Der Moment ist zu kurz, um ein Angebot zu lesen.',
  },
  RESTING: {
    en: 'You said no to this, so it rests.',
    de: { du: 'Dazu hast du Nein gesagt, also ist Ruhe.', sie: 'Dazu haben Sie Nein gesagt, also ist Ruhe.' },
  },
  CAP_REACHED: { en: 'You have had enough offers for now.', de: 'Das waren vorerst genug Angebote.' },
  GROUP_HELD: { en: 'An earlier offer of its kind still holds.', de: 'Ein früheres Angebot dieser Art gilt noch.' },
  SPACING: { en: 'The last offer is too recent.', de: 'Das letzte Angebot ist noch zu frisch.' },
  QUIET_HOURS: { en: 'It is night: nothing disturbs you now.', de: 'Es ist Nacht: Jetzt stört nichts.' },
  ZONE_UNKNOWN: {
    en: 'Whether it is night where you are cannot be told.',
    de: 'Ob hier Nacht ist, lässt sich nicht sagen.',
  },
  OVER_REACH_LIMIT: {
    en: 'More offers were in reach than are looked at.',
    de: 'Es waren mehr Angebote in Reichweite, als angesehen werden.',
  },
  OVER_SCORING_LIMIT: {
    en: 'More offers were near than are weighed.',
    de: 'Es gab mehr Angebote, als abgewogen werden.',
  },
  BELOW_THRESHOLD: {
    en: 'You would hardly want any of these.',
    de: { du: 'Davon würdest du kaum etwas wollen.', sie: 'Davon würden Sie kaum etwas wollen.' },
  },
  NOT_WORTH_IT: { en: 'It would not be worth the interruption.', de: 'Es wäre die Störung nicht wert.' },
  GROUP_TAKEN: { en: 'Another offer of its kind was chosen.', de: 'Ein anderes Angebot dieser Art wurde gewählt.' },
  OUTRANKED: { en: 'Another offer was chosen.', de: 'Ein anderes Angebot wurde gewählt.' },
  STOCK_UNKNOWN: {
    en: 'Whether any of the offer is left cannot be told.',
    de: 'Ob von dem Angebot noch etwas da ist, lässt sich nicht sagen.',
  },
  RACE_LOST: { en: 'Things changed while this was decided.', de: 'Während der Entscheidung hat sich etwas geändert.' },
  NO_OFFER_NEARBY: { en: 'There is no offer around here.', de: 'Hier gibt es weit und breit kein Angebot.' },
  UNCHANGED: { en: 'Nothing has changed since the last look.', de: 'Seit dem letzten Blick hat sich nichts geändert.' },
  COALESCED: { en: 'A newer report took its place.', de: 'Eine neuere Meldung kam zuvor.' },
  FIX_MOCK: { en: 'The phone says the position is made up.', de: 'Laut Telefon ist die Position erfunden.' },
  FIX_POOR: { en: 'The position is too inexact.', de: 'Die Position ist zu ungenau.' },
  FIX_IMPOSSIBLE: { en: 'Nobody gets there that fast.', de: 'So schnell kommt niemand dorthin.' },
  FIX_LATE: { en: 'A newer position is known.', de: 'Eine neuere Position ist bekannt.' },
  STATE_UNAVAILABLE: {
    en: 'The engine cannot look up your consents, so it stays silent.',
    de: {
      du: 'Die Engine kann deine Einwilligungen nicht nachsehen und schweigt.',
      sie: 'Die Engine kann Ihre Einwilligungen nicht nachsehen und schweigt.',
    },
  },
};

/** A code that is newer than this page is told as it is. */
export function tellReason(code: string, voice: Voice): string {
  const words = REASONS[code];
  if (!words) return code;
  if (voice === 'en') return words.en;
  return typeof words.de === 'string' ? words.de : words.de[voice];
}
