// Codes of the contract in the words of those who run the engine. What is newer than this page is told as it is.
import type { Language } from './words.js';

type Pair = Readonly<Record<Language, string>>;

const REASONS: Readonly<Record<string, Pair>> = {
  NOT_YET_VALID: { en: 'Has not begun', de: 'Beginnt erst noch' },
  EXPIRED: { en: 'Is over', de: 'Ist vorbei' },
  STOPPED: { en: 'Was stopped', de: 'Wurde gestoppt' },
  OUT_OF_STOCK: { en: 'Nothing left', de: 'Nichts mehr da' },
  OUT_OF_BUDGET: { en: 'Budget used up', de: 'Budget aufgebraucht' },
  NO_TREATMENT: { en: 'No form for this touchpoint', de: 'Keine Form für diesen Kontaktpunkt' },
  ON_REQUEST_ONLY: { en: 'On request only', de: 'Nur auf Anfrage' },
  OUTSIDE_ZONE: { en: 'Not where it holds', de: 'Nicht im Gebiet' },
  FIX_TOO_COARSE: { en: 'Position too inexact for the area', de: 'Position zu ungenau für das Gebiet' },
  OTHER_MOMENT: { en: 'For another moment', de: 'Für einen anderen Moment' },
  OTHER_DAYPART: { en: 'For another time of day', de: 'Für eine andere Tageszeit' },
  OTHER_WEEKDAY: { en: 'For another weekday', de: 'Für einen anderen Wochentag' },
  OUTSIDE_HOURS: { en: 'Outside its hours', de: 'Außerhalb der Zeiten' },
  OTHER_WEATHER: { en: 'For other weather', de: 'Für anderes Wetter' },
  SENSITIVE_CATEGORY: { en: 'Sensitive category', de: 'Sensible Kategorie' },
  SENSITIVE_PLACE: { en: 'At a sensitive place', de: 'An einem sensiblen Ort' },
  CONSENT_MISSING: { en: 'No consent', de: 'Keine Einwilligung' },
  NOT_ELIGIBLE: { en: 'Not eligible', de: 'Nicht berechtigt' },
  NOT_APPLICABLE: { en: 'Not applicable', de: 'Nicht anwendbar' },
  NOT_SUITABLE: { en: 'Not suitable', de: 'Nicht passend' },
  NO_WORDS: { en: 'No words in the language', de: 'Keine Worte in der Sprache' },
  WORDS_UNFILLED: { en: 'Words not to be filled in', de: 'Worte nicht zu füllen' },
  ATTENTION_TOO_SHORT: { en: 'Moment too short to read it', de: 'Moment zu kurz zum Lesen' },
  RESTING: { en: 'Rests after a no', de: 'Ruht nach einem Nein' },
  CAP_REACHED: { en: 'Shown enough', de: 'Genug gezeigt' },
  GROUP_HELD: { en: 'Another of its group holds', de: 'Anderes der Gruppe gilt noch' },
  SPACING: { en: 'Last contact too recent', de: 'Letzter Kontakt zu frisch' },
  QUIET_HOURS: { en: 'Quiet hours', de: 'Nachtruhe' },
  ZONE_UNKNOWN: { en: 'Night or day unknown', de: 'Tag oder Nacht unbekannt' },
  OVER_REACH_LIMIT: { en: 'More in reach than looked at', de: 'Mehr in Reichweite als angesehen' },
  OVER_SCORING_LIMIT: { en: 'Over the scoring limit', de: 'Über dem Bewertungslimit' },
  BELOW_THRESHOLD: { en: 'Too unlikely to accept', de: 'Annahme zu unwahrscheinlich' },
  NOT_WORTH_IT: { en: 'Not worth the interruption', de: 'Die Störung nicht wert' },
  GROUP_TAKEN: { en: 'Another of its group won', de: 'Anderes der Gruppe gewann' },
  OUTRANKED: { en: 'Another was chosen', de: 'Ein anderes gewann' },
  STOCK_UNKNOWN: { en: 'Stock unknown', de: 'Bestand unbekannt' },
  RACE_LOST: { en: 'State changed meanwhile', de: 'Zustand änderte sich' },
  NO_OFFER_NEARBY: { en: 'No offer in reach', de: 'Kein Angebot in Reichweite' },
  UNCHANGED: { en: 'Nothing has changed', de: 'Nichts hat sich geändert' },
  COALESCED: { en: 'Overtaken by a newer report', de: 'Von neuerer Meldung überholt' },
  FIX_MOCK: { en: 'Position made up', de: 'Position erfunden' },
  FIX_POOR: { en: 'Position too inexact', de: 'Position zu ungenau' },
  FIX_IMPOSSIBLE: { en: 'Position out of reach', de: 'Position unerreichbar' },
  FIX_LATE: { en: 'A newer position is known', de: 'Neuere Position bekannt' },
  STATE_UNAVAILABLE: { en: 'State store does not answer', de: 'Zustandsspeicher antwortet nicht' },
};

const STAGES: Readonly<Record<string, Pair>> = {
  available: { en: 'Available', de: 'Verfügbar' },
  location: { en: 'Location', de: 'Ort' },
  context: { en: 'Context', de: 'Kontext' },
  consent: { en: 'Consent', de: 'Einwilligung' },
  eligibility: { en: 'Eligibility', de: 'Berechtigung' },
  applicability: { en: 'Applicability', de: 'Anwendbarkeit' },
  suitability: { en: 'Suitability', de: 'Eignung' },
  'contact-policy': { en: 'Contact policy', de: 'Kontaktregeln' },
  limit: { en: 'Scoring limit', de: 'Bewertungslimit' },
  propensity: { en: 'Propensity', de: 'Neigung' },
  arbitration: { en: 'Arbitration', de: 'Abwägung' },
  commit: { en: 'Commit', de: 'Commit' },
  granted: { en: 'Shown', de: 'Gezeigt' },
};

const MOMENTS: Readonly<Record<string, Pair>> = {
  waiting: { en: 'waiting', de: 'wartet' },
  queueing: { en: 'queueing', de: 'steht an' },
  passing: { en: 'passing', de: 'geht vorbei' },
  strolling: { en: 'strolling', de: 'bummelt' },
  dwelling: { en: 'dwelling', de: 'verweilt' },
  commuting: { en: 'commuting', de: 'pendelt' },
  unknown: { en: 'moment unknown', de: 'Moment unbekannt' },
};

const REACTIONS: Readonly<Record<string, Pair>> = {
  delivered: { en: 'delivered', de: 'zugestellt' },
  impression: { en: 'seen', de: 'gesehen' },
  click: { en: 'clicked', de: 'angeklickt' },
  accept: { en: 'accepted', de: 'angenommen' },
  dismiss: { en: 'dismissed', de: 'abgelehnt' },
  redeem: { en: 'redeemed', de: 'eingelöst' },
  purchase: { en: 'bought', de: 'gekauft' },
};

export const STAGE_ORDER = Object.keys(STAGES);

const tell = (table: Readonly<Record<string, Pair>>) => (code: string, language: Language) =>
  table[code]?.[language] ?? code;

export const tellReason = tell(REASONS);
export const tellStage = tell(STAGES);
export const tellMoment = tell(MOMENTS);
export const tellReaction = tell(REACTIONS);
