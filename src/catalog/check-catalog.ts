import type { z } from 'zod';
import { catalogFile, type CatalogFile, type CatalogOffer } from '../contract/catalog.js';
import { toIssues } from '../contract/parse.js';
import type { CatalogProblem } from './catalog-problem.js';
import { findAttributeFaults } from './check-attributes.js';
import { findChoiceFaults } from './check-choices.js';
import { findRuleFaults } from './check-rules.js';
import { findWordFaults } from './check-words.js';
import { OPEN_FIELDS, type RuleFields } from './rule-language/rule-fields.js';

export type { CatalogProblem };
export type CheckedCatalog = { ok: true; file: CatalogFile } | { ok: false; problems: readonly CatalogProblem[] };

/**
 * All faults of the schema at once; in a file that fits it, all of references, of attributes, of rules and of words.
 * @param fields what rules may ask for; left out: rules are checked without knowing what customers have.
 */
export function checkCatalog(json: unknown, fields: RuleFields = OPEN_FIELDS): CheckedCatalog {
  const parsed = catalogFile.safeParse(json);
  if (!parsed.success) return { ok: false, problems: toProblems(parsed.error) };
  const problems = [
    ...findBrokenReferences(parsed.data),
    ...findBrokenGroups(parsed.data),
    ...findChoiceFaults(parsed.data),
    ...findAttributeFaults(parsed.data),
    ...findRuleFaults(parsed.data, fields),
    ...findWordFaults(parsed.data),
  ];
  return problems.length > 0 ? { ok: false, problems } : { ok: true, file: parsed.data };
}

/** What is wrong with offers that fit their schema, beside the rest of a catalog in which nothing is wrong. */
export function findOfferFaults(
  frame: Omit<CatalogFile, 'offers'>,
  offers: CatalogOffer[],
  fields: RuleFields,
): CatalogProblem[] {
  const file = { ...frame, offers };
  const found = [
    ...findBrokenReferences(file),
    ...findBrokenGroups(file),
    ...findAttributeFaults(file),
    ...findRuleFaults(file, fields),
    // Some of the offers say nothing of which locales all of them have.
    ...findWordFaults({ ...file, locales: frame.locales ?? [] }),
  ];
  return found.filter(({ path }) => path.startsWith('offers.'));
}

function toProblems(error: z.ZodError): CatalogProblem[] {
  return error.issues.flatMap(toIssues).map((issue) => ({ code: 'SCHEMA', ...issue }));
}

function findBrokenReferences({ zones, offers }: CatalogFile): CatalogProblem[] {
  const problems: CatalogProblem[] = [];
  const zoneIds = new Set<string>();
  zones.forEach(({ id }, i) => {
    if (zoneIds.has(id))
      problems.push({ path: `zones.${i}.id`, code: 'DUPLICATE_ID', message: `the zone "${id}" exists already` });
    zoneIds.add(id);
  });
  const offerIds = new Set<string>();
  offers.forEach((offer, i) => {
    if (offerIds.has(offer.id))
      problems.push({
        path: `offers.${i}.id`,
        code: 'DUPLICATE_ID',
        message: `the offer "${offer.id}" exists already`,
      });
    offerIds.add(offer.id);
    offer.where?.zones?.forEach((id, j) => {
      if (!zoneIds.has(id))
        problems.push({
          path: `offers.${i}.where.zones.${j}`,
          code: 'UNKNOWN_ZONE',
          message: `there is no zone "${id}"`,
        });
    });
    if (offer.where?.fansWithinMetres && !offer.place) {
      problems.push({
        path: `offers.${i}.where.fansWithinMetres`,
        code: 'PLACE_MISSING',
        message: 'is measured from the place: give one',
      });
    }
    if (offer.validFrom !== undefined && offer.validTo !== undefined && offer.validTo <= offer.validFrom) {
      problems.push({ path: `offers.${i}.validTo`, code: 'END_BEFORE_START', message: 'must lie after validFrom' });
    }
  });
  return problems;
}

function findBrokenGroups({ groups, offers }: CatalogFile): CatalogProblem[] {
  if (!groups) return [];
  const problems: CatalogProblem[] = [];
  const ids = new Set<string>();
  groups.forEach(({ id }, i) => {
    if (ids.has(id))
      problems.push({ path: `groups.${i}.id`, code: 'DUPLICATE_ID', message: `the group "${id}" exists already` });
    ids.add(id);
  });
  offers.forEach(({ group }, i) => {
    if (group !== undefined && !ids.has(group))
      problems.push({ path: `offers.${i}.group`, code: 'UNKNOWN_GROUP', message: `there is no group "${group}"` });
  });
  return problems;
}
