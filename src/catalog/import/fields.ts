import { simple } from './nearest.js';

/**
 * Every column of a sheet: its name in a mapping, its header in the German and the English template, and the other
 * headers under which it is known. The one table; docs/marketers.md shows it.
 */
export const FIELDS = {
  id: { de: 'ID', en: 'ID', also: ['Angebots-ID', 'Offer ID', 'Nummer', 'SKU', 'Key'] },
  name: { de: 'Name', en: 'Name', also: ['Angebot', 'Offer', 'Bezeichnung'] },
  category: { de: 'Kategorie', en: 'Category', also: ['Rubrik'] },
  group: { de: 'Gruppe', en: 'Group', also: ['Kampagne', 'Campaign'] },
  class: { de: 'Klasse', en: 'Class', also: ['Angebotsklasse'] },
  priorityScore: { de: 'Vorrang', en: 'Priority', also: ['Priorität', 'Priority score'] },
  exclusionGroup: { de: 'Ausschlussgruppe', en: 'Exclusion group', also: ['Nur eines von', 'One of'] },
  placeName: { de: 'Ort', en: 'Place', also: ['Filiale', 'Shop', 'Store', 'Laden', 'Venue'] },
  lat: { de: 'Breite', en: 'Latitude', also: ['lat', 'Breitengrad', 'y'] },
  lng: { de: 'Länge', en: 'Longitude', also: ['lng', 'lon', 'long', 'Längengrad', 'x'] },
  radius: { de: 'Umkreis (m)', en: 'Radius (m)', also: ['Umkreis', 'Radius', 'Umkreis in Metern', 'radiusMetres'] },
  area: { de: 'Fläche', en: 'Area', also: ['Polygon', 'Gebiet', 'Geometrie', 'Geometry', 'WKT', 'GeoJSON'] },
  zones: { de: 'Zonen', en: 'Zones', also: ['Zone', 'Gebiete'] },
  everywhere: { de: 'Überall', en: 'Everywhere', also: ['bundesweit'] },
  value: { de: 'Wert', en: 'Value', also: ['Ertrag', 'Deckungsbeitrag', 'Margin'] },
  cost: { de: 'Kosten', en: 'Cost', also: ['Kosten je Annahme', 'Costs'] },
  currency: { de: 'Währung', en: 'Currency', also: [] },
  lever: { de: 'Hebel', en: 'Lever', also: ['Gewicht', 'Weight'] },
  startingPropensity: { de: 'Startneigung', en: 'Starting propensity', also: ['Annahmequote', 'Acceptance rate'] },
  startingEvidence: { de: 'Startgewicht', en: 'Starting evidence', also: ['Startevidenz', 'Evidence'] },
  validFrom: { de: 'Gültig ab', en: 'Valid from', also: ['Gültig von', 'Beginn', 'Start', 'Start date', 'Startdatum'] },
  validTo: { de: 'Gültig bis', en: 'Valid to', also: ['Ende', 'End', 'End date', 'Enddatum', 'Valid until', 'Ablauf'] },
  validityHours: { de: 'Einlösbar (Stunden)', en: 'Redeemable (hours)', also: ['Validity hours', 'Einlösefrist'] },
  moments: { de: 'Momente', en: 'Moments', also: ['Moment'] },
  dayparts: { de: 'Tageszeiten', en: 'Dayparts', also: ['Tageszeit', 'Daypart'] },
  weekdays: { de: 'Wochentage', en: 'Weekdays', also: ['Wochentag', 'Weekday', 'Tage', 'Days'] },
  openingHours: { de: 'Öffnungszeiten', en: 'Opening hours', also: ['opening_hours', 'Geöffnet', 'Zeitfenster'] },
  exceptions: { de: 'Ausnahmen', en: 'Exceptions', also: ['Ausnahmetage', 'Feiertage', 'Holidays', 'Exception dates'] },
  timeZone: { de: 'Zeitzone', en: 'Time zone', also: ['Timezone'] },
  weather: { de: 'Wetter', en: 'Weather', also: [] },
  eligibility: { de: 'Darf haben', en: 'Eligibility', also: ['Berechtigung', 'Eligible'] },
  applicability: { de: 'Ergibt Sinn', en: 'Applicability', also: ['Anwendbarkeit', 'Applicable'] },
  suitability: { de: 'Passt', en: 'Suitability', also: ['Eignung', 'Suitable'] },
  maxPerDay: { de: 'Höchstens am Tag', en: 'Most per day', also: ['Max per day', 'Kontakte pro Tag'] },
  stock: { de: 'Bestand', en: 'Stock', also: ['Stück', 'Units', 'Auflage', 'Lagerbestand'] },
  budget: { de: 'Budget', en: 'Budget', also: ['Gesamtbudget', 'Total budget'] },
  costPerRedemption: {
    de: 'Kosten je Einlösung',
    en: 'Cost per redemption',
    also: ['Kosten pro Einlösung', 'Stückkosten', 'Unit cost', 'Kosten je Annahme'],
  },
  tags: { de: 'Schlagworte', en: 'Tags', also: ['Schlagwörter', 'Stichworte', 'Keywords'] },
  touchpoint: { de: 'Kontaktpunkt', en: 'Touchpoint', also: ['Kanal', 'Channel'] },
  placement: { de: 'Platz', en: 'Placement', also: ['Platzierung'] },
  format: { de: 'Form', en: 'Format', also: ['Länge des Textes'] },
  attentionSeconds: { de: 'Lesezeit (s)', en: 'Attention (s)', also: ['Lesezeit', 'Attention seconds', 'Sekunden'] },
  title: { de: 'Titel', en: 'Title', also: ['Titel neutral', 'Überschrift', 'Headline', 'Title German'] },
  body: { de: 'Text', en: 'Text', also: ['Text neutral', 'Beschreibung', 'Description', 'Body', 'Text German'] },
  titleDu: { de: 'Titel (du)', en: 'Title (du)', also: [] },
  bodyDu: { de: 'Text (du)', en: 'Text (du)', also: ['Body (du)'] },
  titleSie: { de: 'Titel (Sie)', en: 'Title (Sie)', also: [] },
  bodySie: { de: 'Text (Sie)', en: 'Text (Sie)', also: ['Body (Sie)'] },
  titleEn: { de: 'Titel (englisch)', en: 'Title (English)', also: ['Titel en', 'Title en', 'Titel Englisch'] },
  bodyEn: { de: 'Text (englisch)', en: 'Text (English)', also: ['Text en', 'Body en'] },
} as const satisfies Record<string, { de: string; en: string; also: readonly string[] }>;

export type FieldName = keyof typeof FIELDS;
export type Language = 'de' | 'en';

export const FIELD_NAMES = Object.keys(FIELDS) as FieldName[];

/** Every header that is known, in the simple spelling in which headers are compared. */
const BY_HEADER: ReadonlyMap<string, FieldName> = new Map(
  FIELD_NAMES.flatMap((field) =>
    [field, FIELDS[field].de, FIELDS[field].en, ...FIELDS[field].also].map(
      (header) => [simple(header), field] as const,
    ),
  ),
);

export const KNOWN_HEADERS: readonly string[] = FIELD_NAMES.flatMap((field) => [FIELDS[field].de, FIELDS[field].en]);

export function fieldOfHeader(header: string): FieldName | undefined {
  return BY_HEADER.get(simple(header));
}

const ATTRIBUTE = /^(?:attr|attributes|Merkmal)\.\s*(.+)$/i;

/** The attribute that a column `attr.NAME` holds. */
export function attributeOfHeader(header: string): string | undefined {
  return ATTRIBUTE.exec(header.trim())?.[1];
}

/** Columns that a file gets when it is given back with its problems; reading passes over them. */
export const PROBLEM_HEADERS = { de: 'Problem', en: 'Problem' } as const;
export const FIX_HEADERS = { de: 'Abhilfe', en: 'Fix' } as const;
const OURS = new Set([...Object.values(PROBLEM_HEADERS), ...Object.values(FIX_HEADERS)].map(simple));

/** Ours, notes of whoever wrote the sheet (`#…`), and columns without a name are no columns of an offer. */
export function isPassedOver(header: string): boolean {
  return header === '' || header.startsWith('#') || OURS.has(simple(header));
}
