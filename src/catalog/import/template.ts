import { FIELD_NAMES, FIELDS, type FieldName, type Language } from './fields.js';
import type { Cell } from './sheet.js';
import { writeCsv } from './write-csv.js';
import { writeXlsx } from './write-xlsx.js';

type Sample = Partial<Record<FieldName, string>>;

/** One row that shows every column; it passes the check as it stands. */
const SAMPLE: Record<Language, Sample> = {
  de: {
    id: 'kaffee-alexanderplatz',
    name: 'Kaffee zum halben Preis',
    category: 'Kaffee',
    group: 'fruehling',
    placeName: 'Café Beispiel',
    lat: '52.52197',
    lng: '13.41323',
    radius: '200',
    everywhere: 'nein',
    value: '1,80',
    currency: 'EUR',
    lever: '1',
    startingPropensity: '12 %',
    validFrom: '01.03.2027',
    validTo: '31.05.2027 18:00',
    validityHours: '24',
    moments: 'warten|bummeln',
    dayparts: 'morgens|vormittags',
    weekdays: 'Mo|Di|Mi|Do|Fr',
    maxPerDay: '1',
    stock: '500',
    budget: '750,00',
    costPerRedemption: '1,50',
    tags: 'heiß|kaffee',
    touchpoint: 'app-push',
    placement: 'card',
    format: 'short',
    attentionSeconds: '10',
    titleDu: 'Dein Kaffee zum halben Preis',
    bodyDu: 'Nur heute für dich im Café Beispiel.',
    titleSie: 'Ihr Kaffee zum halben Preis',
    bodySie: 'Nur heute für Sie im Café Beispiel.',
    titleEn: 'Coffee at half the price',
    bodyEn: 'Today only, at Café Beispiel.',
  },
  en: {
    id: 'coffee-alexanderplatz',
    name: 'Coffee at half the price',
    category: 'coffee',
    group: 'spring',
    placeName: 'Café Example',
    lat: '52.52197',
    lng: '13.41323',
    radius: '200',
    everywhere: 'no',
    value: '1.80',
    currency: 'EUR',
    lever: '1',
    startingPropensity: '12 %',
    validFrom: '2027-03-01',
    validTo: '2027-05-31 18:00',
    validityHours: '24',
    moments: 'waiting|strolling',
    dayparts: 'morning|forenoon',
    weekdays: 'mon|tue|wed|thu|fri',
    maxPerDay: '1',
    stock: '500',
    budget: '750.00',
    costPerRedemption: '1.50',
    tags: 'hot|coffee',
    touchpoint: 'app-push',
    placement: 'card',
    format: 'short',
    attentionSeconds: '10',
    titleDu: 'Dein Kaffee zum halben Preis',
    bodyDu: 'Nur heute für dich im Café Example.',
    titleSie: 'Ihr Kaffee zum halben Preis',
    bodySie: 'Nur heute für Sie im Café Example.',
    titleEn: 'Coffee at half the price',
    bodyEn: 'Today only, at Café Example.',
  },
};

/** The header of all columns, and one sample row under it. */
export function templateRows(language: Language): readonly (readonly Cell[])[] {
  return [
    FIELD_NAMES.map((field) => FIELDS[field][language]),
    FIELD_NAMES.map((field) => SAMPLE[language][field] ?? null),
  ];
}

/** German spreadsheets part columns by semicolons. */
export async function writeTemplate(path: string, language: Language, format: 'csv' | 'xlsx'): Promise<void> {
  const rows = templateRows(language);
  if (format === 'xlsx') return writeXlsx(path, rows);
  return writeCsv(path, rows, language === 'de' ? ';' : ',');
}
