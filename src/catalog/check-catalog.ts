import { catalogFile, type CatalogFile, type CatalogOffer } from '../contract/catalog.js';
import { toIssues } from '../contract/parse.js';
import { lintAddressForm } from './address-form-lint.js';
import type { CatalogProblem } from './catalog-problem.js';
import { findRuleFaults } from './check-rules.js';
import { OPEN_FIELDS, type RuleFields } from './rule-language/rule-fields.js';

export type { CatalogProblem };
export type CheckedCatalog = { ok: true; file: CatalogFile } | { ok: false; problems: readonly CatalogProblem[] };

/**
 * All faults of the schema at once; in a file that fits it, all of references, of rules and of the language lint.
 * @param fields what rules may ask for; left out: rules are checked without knowing what customers have.
 */
export function checkCatalog(json: unknown, fields: RuleFields = OPEN_FIELDS): CheckedCatalog {
  const parsed = catalogFile.safeParse(json);
  if (!parsed.success) {
    return {
      ok: false,
      problems: parsed.error.issues.flatMap(toIssues).map((issue) => ({ code: 'SCHEMA', ...issue })),
    };
  }
  const problems = [
    ...findBrokenReferences(parsed.data),
    ...findBrokenGroups(parsed.data),
    ...findRuleFaults(parsed.data, fields),
    ...findLanguageFaults(parsed.data),
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
  const found = [...findBrokenReferences(file), ...findBrokenGroups(file), ...findRuleFaults(file, fields)];
  return found.filter(({ path }) => path.startsWith('offers.'));
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

function findLanguageFaults({ offers, locales }: CatalogFile): CatalogProblem[] {
  const wanted = locales ?? [
    ...new Set(offers.flatMap((offer) => offer.treatments.flatMap(({ texts }) => Object.keys(texts)))),
  ];
  return offers.flatMap((offer, i) => findFaultsOf(offer, `offers.${i}`, wanted));
}

/** Each locale must be there; German speaks du and Sie (or neither: neutral), and never both in one text. */
function findFaultsOf(offer: CatalogOffer, path: string, locales: readonly string[]): CatalogProblem[] {
  const problems: CatalogProblem[] = [];
  offer.treatments.forEach(({ texts }, i) => {
    const at = `${path}.treatments.${i}.texts`;
    for (const locale of locales) {
      const forms = texts[locale];
      if (!forms || Object.keys(forms).length === 0) {
        problems.push({ path: `${at}.${locale}`, code: 'MISSING_LOCALE', message: `has no words in "${locale}"` });
        continue;
      }
      if (!locale.startsWith('de')) continue;
      if (!forms.neutral && !(forms.du && forms.sie)) {
        const missing = forms.du ? 'sie' : 'du';
        problems.push({
          path: `${at}.${locale}.${missing}`,
          code: 'MISSING_VARIANT',
          message: `give the ${missing} variant as well, or one neutral variant`,
        });
      }
      for (const form of ['du', 'sie', 'neutral'] as const) {
        const words = forms[form];
        if (!words) continue;
        const fault = lintAddressForm(`${words.title} ${words.body}`, form);
        if (fault) problems.push({ path: `${at}.${locale}.${form}`, code: 'MIXED_ADDRESS', message: fault });
      }
    }
  });
  return problems;
}
