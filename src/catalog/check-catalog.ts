import { locales, type z } from 'zod';
import {
  catalogFile,
  catalogHead,
  type CatalogFile,
  type CatalogHead,
  type CatalogOffer,
} from '../contract/catalog.js';
import { BROKEN_TEXT, findBrokenText, toIssues } from '../contract/parse.js';
import { problemAt, type CatalogProblem } from './catalog-problem.js';
import { findAttributeFaults } from './check-attributes.js';
import { findChoiceFaults } from './check-choices.js';
import { findRuleFaults } from './check-rules.js';
import { findWordFaults } from './check-words.js';
import { OPEN_FIELDS, type RuleFields } from './rule-language/rule-fields.js';

/** Of known names, that many help; more do not. */
const MOST_NAMED = 20;

export type { CatalogProblem };
export type CheckedCatalog = { ok: true; file: CatalogFile } | { ok: false; problems: readonly CatalogProblem[] };
export type CheckedHead = { ok: true; head: CatalogHead } | { ok: false; problems: readonly CatalogProblem[] };

/**
 * All faults of the schema at once; in a file that fits it, all of references, of attributes, of rules and of words.
 * @param fields what rules may ask for; left out: rules are checked without knowing what customers have.
 */
export function checkCatalog(json: unknown, fields: RuleFields = OPEN_FIELDS): CheckedCatalog {
  const parsed = catalogFile.safeParse(json);
  if (!parsed.success) return { ok: false, problems: toProblems(catalogFile, json, parsed.error) };
  const problems = [
    ...findBrokenTexts(parsed.data),
    ...findBrokenReferences(parsed.data),
    ...findBrokenGroups(parsed.data),
    ...findChoiceFaults(parsed.data),
    ...findAttributeFaults(parsed.data),
    ...findRuleFaults(parsed.data, fields),
    ...findWordFaults(parsed.data),
  ];
  return problems.length > 0 ? { ok: false, problems } : { ok: true, file: parsed.data };
}

/** The same of a head by itself; whether there are offers for its fallbacks is asked where the offers are known. */
export function checkHead(json: unknown, fields: RuleFields = OPEN_FIELDS): CheckedHead {
  const parsed = catalogHead.safeParse(json);
  if (!parsed.success) return { ok: false, problems: toProblems(catalogHead, json, parsed.error) };
  const file = { ...parsed.data, offers: [] };
  const problems = [
    ...findBrokenTexts(file),
    ...findBrokenReferences(file),
    ...findBrokenGroups(file),
    ...findChoiceFaults(file).filter(({ code }) => code !== 'UNKNOWN_OFFER'),
    ...findAttributeFaults(file),
    ...findRuleFaults(file, fields),
  ];
  return problems.length > 0 ? { ok: false, problems } : { ok: true, head: parsed.data };
}

/** What is wrong with offers that fit their schema, beside the rest of a catalog in which nothing is wrong. */
export function findOfferFaults(
  frame: Omit<CatalogFile, 'offers'>,
  offers: CatalogOffer[],
  fields: RuleFields,
): CatalogProblem[] {
  const file = { ...frame, offers };
  const found = [
    ...findBrokenTexts({ offers }),
    ...findBrokenReferences(file),
    ...findBrokenGroups(file),
    ...findAttributeFaults(file),
    ...findRuleFaults(file, fields),
    // Some of the offers say nothing of which locales all of them have.
    ...findWordFaults({ ...file, locales: frame.locales ?? [] }),
  ];
  return found.filter(({ path }) => path.startsWith('offers.'));
}

/** A second look at what was refused tells the same faults in German, as far as the schema leaves the words to its library. */
function toProblems(schema: z.ZodType, json: unknown, { issues }: z.ZodError): CatalogProblem[] {
  const german = schema.safeParse(json, { error: locales.de().localeError }).error!.issues.flatMap(toIssues);
  return issues
    .flatMap(toIssues)
    .map(({ path, message }, i) =>
      problemAt(path, 'SCHEMA', { about: { en: message, de: german[i]?.message ?? message } }),
    );
}

/** One for each offer, and one for all else: who has cut one text has cut many. */
function findBrokenTexts({ offers, ...head }: Pick<CatalogFile, 'offers'> & Partial<CatalogFile>): CatalogProblem[] {
  const about = { en: BROKEN_TEXT, de: 'enthält ein halbes Zeichen, etwa von einem Emoji' };
  const paths = offers.map((offer, i) => findBrokenText({ offers: { [i]: offer } })?.path);
  return [findBrokenText(head)?.path, ...paths].flatMap((path) =>
    path === undefined ? [] : problemAt(path, 'SCHEMA', { about }),
  );
}

function findBrokenReferences({ zones, offers }: CatalogFile): CatalogProblem[] {
  const zoneIds = new Set(zones.map(({ id }) => id));
  const known = [...zoneIds].slice(0, MOST_NAMED).join(', ');
  const problems = findTwice(zones, 'zones');
  const rows = new Map<string, number>();
  offers.forEach((offer, i) => {
    const first = rows.get(offer.id);
    if (first === undefined) rows.set(offer.id, i + 1);
    else problems.push(problemAt(`offers.${i}.id`, 'DUPLICATE_ID', { value: offer.id, about: String(first) }));
    problems.push(...findFaultsOfPlace(offer, `offers.${i}`, zoneIds, known));
  });
  return problems;
}

function findFaultsOfPlace(
  { where, place, validFrom, validTo }: CatalogOffer,
  at: string,
  zoneIds: ReadonlySet<string>,
  known: string,
): CatalogProblem[] {
  const problems = (where?.zones ?? []).flatMap((id, j) =>
    zoneIds.has(id)
      ? []
      : [problemAt(`${at}.where.zones.${j}`, 'UNKNOWN_ZONE', { value: id, about: `${id}|${known}` })],
  );
  if (where?.fansWithinMetres && !place) problems.push(problemAt(`${at}.where.fansWithinMetres`, 'FANS_WITHOUT_PLACE'));
  if (validFrom !== undefined && validTo !== undefined && validTo <= validFrom)
    problems.push(problemAt(`${at}.validTo`, 'END_BEFORE_START', { about: new Date(validFrom).toISOString() }));
  return problems;
}

function findBrokenGroups({ groups, offers }: CatalogFile): CatalogProblem[] {
  if (!groups) return [];
  const ids = new Set(groups.map(({ id }) => id));
  const unknown = offers.flatMap(({ group }, i) =>
    group === undefined || ids.has(group) ? [] : [problemAt(`offers.${i}.group`, 'UNKNOWN_GROUP', { value: group })],
  );
  return [...findTwice(groups, 'groups'), ...unknown];
}

function findTwice(named: readonly { readonly id: string }[], list: string): CatalogProblem[] {
  const ids = new Set<string>();
  return named.flatMap(({ id }, i) => {
    if (ids.has(id)) return [problemAt(`${list}.${i}.id`, 'DUPLICATE_ID', { value: id })];
    ids.add(id);
    return [];
  });
}
