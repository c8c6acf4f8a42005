import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Known } from '../../catalog/import/read-offer.js';
import { readBusiness } from '../../platform/config/business.js';

/** The categories of the shipped model, and the touchpoints of `config/`. */
export function readKnown(): Known {
  const manifest = readFileSync(join('models', 'propensity', '1', 'manifest.json'), 'utf8');
  const { categories } = JSON.parse(manifest) as { categories: string[] };
  const { touchpoints } = readBusiness(process.env.PROXIMA_CONFIG_DIR ?? 'config');
  return {
    categories: new Set(categories),
    touchpoints: new Map(Object.entries(touchpoints).map(([name, { placements }]) => [name, placements])),
  };
}
