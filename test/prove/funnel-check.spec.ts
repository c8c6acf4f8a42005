import { describe, expect, it } from '@jest/globals';
import type { SeenPush } from '../../src/commands/replay-run.js';
import { capsCatalog, SQUARE } from './caps-catalog.js';
import { findFunnelFaults, type ToldDecision } from './funnel-check.js';

const catalog = capsCatalog();
const seen = {
  fix: { ...SQUARE, accuracyMetres: 5, at: 0 },
  push: { decisionId: 'd', offerId: 'offer-1' },
  accepted: true,
} as SeenPush;
const funnel = catalog.offers.map(({ id }, n) =>
  n === 0 ? { offerId: id, stage: 'granted' } : { offerId: id, stage: 'arbitration', reason: 'OUTRANKED' },
);
const whole: ToldDecision = {
  funnel,
  reasons: { OUTRANKED: 19 },
  changedByCommit: false,
  feedback: [{ type: 'delivered' }, { type: 'impression' }, { type: 'accept' }],
};
/** The counts are checked by a case of their own. */
const faults = (change: Partial<ToldDecision>) =>
  findFunnelFaults({ ...whole, changedByCommit: true, ...change }, seen, catalog);

describe('findFunnelFaults', () => {
  it('finds nothing in a record that is whole', () => {
    expect(faults({ changedByCommit: false })).toEqual([]);
  });

  it.each<[string, Partial<ToldDecision>, string]>([
    ['a line that occurs twice', { funnel: [...funnel, funnel[3]!] }, 'd: offer-4 is in the funnel more than once'],
    ['a line that is missing', { funnel: funnel.slice(0, -1) }, 'd: offers around the fix are missing: offer-20'],
    [
      'a line without reason',
      { funnel: funnel.with(2, { offerId: 'offer-3', stage: 'limit' }) },
      'd: offer-3 has no reason',
    ],
    [
      'another offer than the one that was pushed',
      {
        funnel: funnel.with(0, { ...funnel[1]!, offerId: 'offer-1' }).with(1, { offerId: 'offer-2', stage: 'granted' }),
      },
      'd: granted is offer-2, not what was pushed',
    ],
    [
      'a funnel that is not the one of then',
      { changedByCommit: false, reasons: { OUTRANKED: 18, SPACING: 1 } },
      'd: the funnel made again differs from the counts that were recorded: {"OUTRANKED":18,"SPACING":1}',
    ],
    ['no funnel at all', { funnel: undefined, funnelMissing: 'it is gone' }, 'd: no funnel: it is gone'],
    ['an accept that was not kept', { feedback: [{ type: 'impression' }] }, 'd: no accept in the record'],
  ])('finds %s', (_case, change, fault) => {
    expect(faults(change)).toEqual([fault]);
  });
});
