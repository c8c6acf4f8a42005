import { describe, expect, it } from '@jest/globals';
import type { DecisionSample } from '../contract/console.js';
import { MOST_SAMPLES } from '../engine/tenant-feed.js';
import { Outbox } from './outbox.js';

function samples(count: number): DecisionSample[] {
  const sample: DecisionSample = { at: '', who: 'w', touchpoint: 'web', outcome: 'silence', ms: 1 };
  return Array.from({ length: count }, () => sample);
}

describe('Outbox', () => {
  it('holds one batch of all processes together, and counts what did not fit once', () => {
    const outbox = new Outbox();
    outbox.addDecisions(samples(MOST_SAMPLES - 1));
    outbox.addDecisions(samples(3));
    outbox.addDecisions(samples(1));
    expect(outbox.takeSamples().decisions).toHaveLength(MOST_SAMPLES);
    expect([outbox.takeLeftOut(), outbox.takeLeftOut()]).toEqual([3, 0]);
  });

  it('is empty when it was taken from', () => {
    const outbox = new Outbox();
    outbox.addDecisions(samples(2));
    outbox.addFeedback([{ at: '', who: 'w', type: 'accept' }]);
    expect(outbox.takeSamples()).toMatchObject({ decisions: samples(2), feedback: [{ type: 'accept' }] });
    expect(outbox.takeSamples()).toEqual({ decisions: [], feedback: [] });
  });
});
