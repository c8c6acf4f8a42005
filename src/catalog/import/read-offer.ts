import { offer as offerSchema, type CatalogInput, type CatalogOffer } from '../../contract/catalog.js';
import { toIssues } from '../../contract/parse.js';
import { FIELDS, type FieldName } from './fields.js';
import type { Known, RowKnown } from './known.js';
import { nearest, simple } from './nearest.js';
import { toNumber } from './read-decimal.js';
import { readAttributes } from './read-attributes.js';
import { readHours, readTimeZone } from './read-hours.js';
import { minorDigitsOf, readMoney } from './read-money.js';
import { readStock } from './read-stock.js';
import { firstTitle, readTreatment, textArguments } from './read-treatment.js';
import { readWhere } from './read-where.js';
import type { RowCells } from './row-cells.js';
import { CATEGORY_WORDS, CLASSES, DAYPARTS, meaningOf, MOMENTS, WEEKDAYS } from './words.js';

type OfferInput = CatalogInput['offers'][number];

const IDENTIFIER = /^[A-Za-z0-9._:@-]{1,128}$/;
const CATEGORY = /^[a-z][a-z0-9-]{0,63}$/;

/** One row as an offer with one treatment. Undefined when a fault was told. */
export function readOffer(cells: RowCells, known: RowKnown): CatalogOffer | undefined {
  const id = readIdentifier(cells, 'id');
  const { place, where, timeZone: placeZone } = readWhere(cells, known.zones);
  const timeZone = readTimeZone(cells);
  const attributes = readAttributes(cells, known);
  const validityHours = cells.number('validityHours', 0.01, 24 * 365);
  const given = textArguments(cells, { place, attributes, validityHours }, known);
  const treatment = readTreatment(cells, known, given);
  const startingPropensity = readShare(cells, 'startingPropensity');
  const category = readCategory(cells, known);
  const validity = readValidity(cells, timeZone ?? placeZone);
  const money = readMoney(cells);
  const maxPerDay = cells.number('maxPerDay', 0, 1_000, true);
  const offer: OfferInput = {
    id: id ?? '',
    name: cells.text('name') ?? firstTitle(treatment) ?? '',
    category: category ?? '',
    group: readGroup(cells, known),
    class: readClass(cells),
    priorityScore: cells.number('priorityScore', 0, 100, true),
    exclusionGroup: readIdentifier(cells, 'exclusionGroup'),
    place,
    where,
    ...money,
    lever: cells.number('lever', 0, 100),
    startingPropensity,
    startingEvidence: cells.number('startingEvidence', 1, 1_000_000),
    ...validity,
    validityHours,
    when: readWhen(cells),
    timeZone,
    ...readRules(cells, known),
    caps: maxPerDay === undefined ? [] : [{ limit: maxPerDay, per: 'day' }],
    ...readStock(cells, minorDigitsOf(money.currency ?? 'EUR')),
    tags: cells.list('tags') ?? [],
    attributes,
    treatments: [treatment],
  };
  // A column that is not there is told once, and not in each row.
  if (cells.problems.length > 0 || known.required.some((field) => !cells.isGiven(field))) return undefined;
  return checkSchema(cells, offer);
}

function readGroup(cells: RowCells, { groups }: RowKnown): string | undefined {
  const group = readIdentifier(cells, 'group');
  if (group !== undefined && groups && !groups.has(group))
    cells.tell('group', 'UNKNOWN_GROUP', '', nearest(group, groups));
  return group;
}

function readClass(cells: RowCells): OfferInput['class'] {
  const text = cells.text('class');
  const meaning = text === undefined ? undefined : meaningOf(CLASSES, text);
  if (text !== undefined && meaning === undefined)
    cells.tell('class', 'UNKNOWN_WORD', 'normal, mandatory, default', nearest(text, CLASSES.keys()) ?? 'normal');
  return meaning as OfferInput['class'];
}

const RULE_FIELDS = ['eligibility', 'applicability', 'suitability'] as const;

function readRules(cells: RowCells, { readRule }: RowKnown): Pick<OfferInput, (typeof RULE_FIELDS)[number]> {
  const rules: Pick<OfferInput, (typeof RULE_FIELDS)[number]> = {};
  for (const field of RULE_FIELDS) {
    const text = cells.text(field);
    if (text === undefined) continue;
    const read = readRule(text);
    if (read.ok) rules[field] = read.source;
    else cells.tell(field, read.code, read.about, read.suggestion);
  }
  return rules;
}

function readIdentifier(cells: RowCells, field: 'id' | 'group' | 'exclusionGroup'): string | undefined {
  const text = cells.text(field);
  if (text !== undefined && IDENTIFIER.test(text)) return text;
  if (text !== undefined) cells.tell(field, 'BAD_ID', '', slug(text) || undefined);
  else if (field === 'id' && !cells.isMisspelled('id') && cells.isGiven('id'))
    cells.tell(
      'id',
      'REQUIRED',
      '',
      `${slug(cells.text('name') ?? cells.text('title') ?? '') || 'offer'}-${cells.row}`,
    );
  return undefined;
}

function slug(text: string): string {
  return text
    .split(/[\s/]+/)
    .map((word) => simple(word).replace(/[^a-z0-9]/g, ''))
    .filter((word) => word !== '')
    .join('-')
    .slice(0, 100);
}

function readCategory(cells: RowCells, { categories }: Known): string | undefined {
  const text = cells.text('category');
  if (text === undefined) {
    if (cells.isGiven('category')) cells.tell('category', 'REQUIRED');
    return undefined;
  }
  const lower = text.toLowerCase().replaceAll(' ', '-');
  const meaning = categories.has(lower) ? lower : (meaningOf(CATEGORY_WORDS, text) ?? lower);
  if (categories.has(meaning)) return meaning;
  if (CATEGORY.test(meaning) && cells.text('startingPropensity') !== undefined) return meaning;
  cells.tell('category', 'UNKNOWN_CATEGORY', '', nearest(text, [...categories, ...knownWords(categories)]));
  return undefined;
}

/** German words of those categories that are known. */
function knownWords(categories: ReadonlySet<string>): string[] {
  return [...CATEGORY_WORDS].filter(([, meaning]) => categories.has(meaning)).map(([word]) => word);
}

/** A part of one: `0,12` or `12 %`. */
function readShare(cells: RowCells, field: 'startingPropensity'): number | undefined {
  const decimal = cells.decimal(field);
  if (!decimal) return undefined;
  const isPercent = cells.text(field)!.endsWith('%');
  const share = isPercent ? toNumber(decimal) / 100 : toNumber(decimal);
  if (share >= 0 && share <= 1) return share;
  const percent = share > 1 && share <= 100 && !isPercent ? `${cells.tellNumber(decimal)} %` : undefined;
  if (share < 0) cells.tell(field, 'NEGATIVE', '', cells.tellNumber({ ...decimal, sign: '' }));
  else cells.tell(field, 'OUT_OF_RANGE', '0..1', percent ?? '1');
  return undefined;
}

function readValidity(cells: RowCells, zone: string | undefined): { validFrom?: number; validTo?: number } {
  const validFrom = cells.date('validFrom', zone, false);
  const validTo = cells.date('validTo', zone, true);
  if (validFrom !== undefined && validTo !== undefined && validTo <= validFrom)
    cells.tell('validTo', 'END_BEFORE_START', cells.text('validFrom')!, cells.dayOf('validFrom'));
  else if (validTo !== undefined && validTo <= cells.now) cells.warn('validTo', 'ALREADY_OVER', '');
  return { validFrom, validTo };
}

function readWhen(cells: RowCells): OfferInput['when'] {
  const when = {
    moments: cells.choices('moments', MOMENTS),
    dayparts: cells.choices('dayparts', DAYPARTS),
    weekdays: cells.choices('weekdays', WEEKDAYS),
    weather: cells.list('weather'),
    ...readHours(cells),
  };
  return Object.values(when).some((values) => values !== undefined) ? (when as OfferInput['when']) : undefined;
}

/** The contract has the last word: what only it finds is told at the nearest column. */
function checkSchema(cells: RowCells, offer: OfferInput): CatalogOffer | undefined {
  const parsed = offerSchema.safeParse(offer);
  if (parsed.success) return parsed.data;
  for (const { path, message } of parsed.error.issues.flatMap(toIssues))
    cells.tell(fieldOfPath(path), 'SCHEMA', message);
  return undefined;
}

const FIELD_BY_PATH: Record<string, FieldName> = {
  place: 'placeName',
  where: 'area',
  when: 'weather',
  stock: 'stock',
  budget: 'budget',
  treatments: 'title',
  valueMinor: 'value',
  costMinor: 'cost',
  caps: 'maxPerDay',
};

/** The field that a place in an offer is read from: the nearest one where several are. */
export function fieldOfPath(path: string): FieldName {
  const head = path.split('.', 1)[0]!;
  return FIELD_BY_PATH[head] ?? (Object.hasOwn(FIELDS, head) ? (head as FieldName) : 'id');
}
