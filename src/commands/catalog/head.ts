import { readFileSync } from 'node:fs';
import { catalogHead, type CatalogHead } from '../../contract/catalog.js';
import { toIssues } from '../../contract/parse.js';

/**
 * The zones, groups, rules and attributes of a catalog in the form of the contract, with or without its offers.
 * @throws Error with all faults.
 */
export function readHead(path: string): CatalogHead {
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
