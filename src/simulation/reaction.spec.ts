import { describe, expect, it } from '@jest/globals';
import { createRandom } from './random.js';
import { acceptanceOf, reactTo, type Temptation } from './reaction.js';

const shareOf = (type: string, temptation: Partial<Temptation>, seed = 7) => {
  const random = createRandom(seed);
  const full: Temptation = { taste: 0.6, appeal: 1, metres: 100, leg: 'wait', attentionSeconds: 10, ...temptation };
  return (
    Array.from({ length: 2000 }, () => reactTo(full, random)).filter((reaction) => reaction.type === type).length / 2000
  );
};

describe('reaction', () => {
  it('grows with taste and shrinks with distance', () => {
    expect(shareOf('accepted', { taste: 0.9 })).toBeGreaterThan(shareOf('accepted', { taste: 0.3 }) + 0.1);
    expect(shareOf('accepted', { metres: 50 })).toBeGreaterThan(shareOf('accepted', { metres: 800 }) + 0.1);
    expect(shareOf('accepted', { taste: 0 })).toBe(0);
  });

  it('grows with the appeal of the offer, but nothing tempts everybody', () => {
    expect(shareOf('accepted', { appeal: 1.5 })).toBeGreaterThan(shareOf('accepted', { appeal: 0.7 }) + 0.1);
    expect(acceptanceOf({ taste: 1, appeal: 9, metres: 0 })).toBe(0.95);
  });

  it('overlooks more on foot than in a queue', () => {
    expect(shareOf('overlooked', { leg: 'walk' })).toBeGreaterThan(shareOf('overlooked', { leg: 'queue' }) + 0.1);
  });

  it('gives the reason of a dismissal that fits, after having seen the offer', () => {
    const random = createRandom(1);
    for (let times = 0; times < 500; times++) {
      const far = reactTo({ taste: 0.5, appeal: 1, metres: 500, leg: 'wait', attentionSeconds: 4 }, random);
      if (far.type === 'dismissed') expect(far.reason).toBe('not-here');
      if (far.type === 'dismissed' || far.type === 'accepted') expect(far.afterMs).toBeGreaterThan(far.seenAfterMs);
      const disliked = reactTo({ taste: 0.1, appeal: 1, metres: 50, leg: 'wait', attentionSeconds: 4 }, random);
      if (disliked.type === 'dismissed') expect(disliked.reason).toBe('not-interested');
    }
  });
});
