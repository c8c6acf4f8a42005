import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CatalogHead } from '../contract/catalog.js';
import type { Business } from '../platform/config/business.js';
import type { Known } from './import/known.js';
import { configuredFields } from './rule-language/rule-fields.js';

/**
 * What rows may name: the categories of the model that serves, the touchpoints and fields of `config/`, and the zones,
 * groups and attributes of the catalog that they go into.
 */
export function readKnown(modelsDir: string, business: Business, head: CatalogHead | undefined): Known {
  const manifest = readFileSync(join(modelsDir, 'propensity', '1', 'manifest.json'), 'utf8');
  const { categories } = JSON.parse(manifest) as { categories: string[] };
  return {
    categories: new Set(categories),
    touchpoints: new Map(Object.entries(business.touchpoints).map(([name, { placements }]) => [name, placements])),
    fields: configuredFields(business),
    head,
  };
}
