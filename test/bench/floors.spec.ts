import { describe, expect, it } from '@jest/globals';
import { trustOf } from './floors.js';

describe('trustOf', () => {
  it('trusts a run on an idle machine', () => {
    expect(trustOf({ p50Ms: 0.5, perSecond: 4500 }, 27)).toMatchObject({ trusted: true, why: [] });
  });

  it('says what was too slow', () => {
    const { trusted, why } = trustOf({ p50Ms: 0.9, perSecond: 2000 }, 27);
    expect(trusted).toBe(false);
    expect(why).toHaveLength(2);
  });

  it('asks less of a bare path with a slower model', () => {
    expect(trustOf({ p50Ms: 0.5, perSecond: 2200 }, 27).trusted).toBe(false);
    expect(trustOf({ p50Ms: 0.5, perSecond: 2200 }, 262).trusted).toBe(true);
  });
});
