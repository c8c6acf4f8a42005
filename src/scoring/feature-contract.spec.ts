import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { featureContract as schema } from '../contract/features.js';
import { EXTRACTORS } from '../core/features/registry.js';
import { localTimeIn } from '../core/context/local-time.js';
import { randomCatalog, randomInput } from '../../test/support/random-decisions.js';
import { featureContract } from './feature-contract.js';

describe('the contract of features', () => {
  const { features, hash } = featureContract();

  it('tells every feature that is served, in the form that is promised', () => {
    expect(schema.parse({ hash, features })).toEqual({ hash, features });
    expect(features.map(({ name }) => name).sort()).toEqual([...EXTRACTORS.keys()].sort());
    for (const { name, kind, range, categories, columns } of features) {
      expect([name, kind === 'number' ? range : categories]).toEqual([name, expect.any(Array)]);
      expect(columns).toEqual(categories ? categories.map((level) => `${name}=${level}`) : [name]);
    }
  });

  it('has a hash for each that tells them apart, and is the same each time', () => {
    expect(new Set(features.map((feature) => feature.hash)).size).toBe(features.length);
    expect(featureContract()).toEqual({ hash, features });
  });

  it('promises no range or level that serving does not keep', () => {
    const world = randomCatalog.chain((catalog) => fc.tuple(fc.constant(catalog), randomInput(catalog)));
    fc.assert(
      fc.property(world, ([catalog, input]) => {
        const { timeZone } = input.situation;
        const localTime = timeZone ? localTimeIn(timeZone, input.now) : undefined;
        for (const sighting of input.situation.sightings) {
          const view = { input, localTime, offer: catalog.offer(sighting.ordinal), sighting };
          for (const { name, range, categories } of features) {
            const value = EXTRACTORS.get(name)!.extract(view);
            if (value === undefined) continue;
            if (range) expect([name, Number(value) >= range[0] && Number(value) <= range[1]]).toEqual([name, true]);
            // A category is any word of the catalog: those that the model has not learnt are not scored by it.
            else if (name !== 'category') expect(categories).toContain(value);
          }
        }
      }),
    );
  });
});
