import { createHash } from 'node:crypto';
import type { Feature, FeatureContract } from '../contract/features.js';
import type { Extractor } from '../core/features/extractor.js';
import { EXTRACTORS } from '../core/features/registry.js';

/** What a model may ask for, from the very files that serve it. */
export function featureContract(): FeatureContract {
  const features = [...EXTRACTORS.values()].map(describe).sort((a, b) => (a.name < b.name ? -1 : 1));
  return { hash: hashOf(features.map(({ hash }) => hash)), features };
}

function describe(extractor: Extractor): Feature {
  const { name, kind, unit, range, levels, scope, source, consent } = extractor;
  const told = {
    name,
    columns: levels ? levels.map((level) => `${name}=${level}`) : [name],
    dtype: 'float32' as const,
    kind,
    ...(unit !== undefined && { unit }),
    ...(range && { range: [...range] as [number, number] }),
    ...(levels && { categories: [...levels] }),
    missing: 'NaN' as const,
    scope,
    source,
    consent,
    description: extractor.describe,
  };
  return { ...told, hash: hashOf(told) };
}

function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);
}
