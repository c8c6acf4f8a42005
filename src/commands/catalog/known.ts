import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { configuredFields } from '../../catalog/rule-language/rule-fields.js';
import { catalogHead, type CatalogHead } from '../../contract/catalog.js';
import { toIssues } from '../../contract/parse.js';
import type { Known } from '../../catalog/import/known.js';
import { readBusiness } from '../../platform/config/business.js';

/**
 * The categories of the shipped model, and the touchpoints and fields of `config/`.
 * @param headPath a catalog in the form of the contract, with or without its offers: the zones, groups and attributes.
 */
export function readKnown(headPath?: string): Known {
  const manifest = readFileSync(join('models', 'propensity', '1', 'manifest.json'), 'utf8');
  const { categories } = JSON.parse(manifest) as { categories: string[] };
  const business = readBusiness(process.env.PROXIMA_CONFIG_DIR ?? 'config');
  return {
    categories: new Set(categories),
    touchpoints: new Map(Object.entries(business.touchpoints).map(([name, { placements }]) => [name, placements])),
    fields: configuredFields(business),
    head: headPath === undefined ? undefined : readHead(headPath),
  };
}

function readHead(path: string): CatalogHead {
  const given: unknown = JSON.parse(readFileSync(path, 'utf8').replace(/^\uFEFF/, ''));
  const parsed = catalogHead.safeParse(withoutOffers(given));
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.flatMap(toIssues).map((issue) => `  ${issue.path}: ${issue.message}`);
  throw new Error(`${path} is no head of a catalog:\n${faults.join('\n')}`);
}

function withoutOffers(catalog: unknown): unknown {
  if (typeof catalog !== 'object' || catalog === null || Array.isArray(catalog)) return catalog;
  return Object.fromEntries(Object.entries(catalog).filter(([key]) => key !== 'offers'));
}
