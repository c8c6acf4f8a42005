import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Business } from '../platform/config/business.js';
import type { Known } from './import/read-offer.js';

/** What rows may name: the categories of the model that serves, and the touchpoints of `config/`. */
export function readKnown(modelsDir: string, { touchpoints }: Pick<Business, 'touchpoints'>): Known {
  const manifest = readFileSync(join(modelsDir, 'propensity', '1', 'manifest.json'), 'utf8');
  const { categories } = JSON.parse(manifest) as { categories: string[] };
  return {
    categories: new Set(categories),
    touchpoints: new Map(Object.entries(touchpoints).map(([name, { placements }]) => [name, placements])),
  };
}
