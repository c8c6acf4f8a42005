import { expect, it } from '@jest/globals';
import { catalogOf, decideWith, offerOf } from '../../test/support/builders.js';
import { tellFunnel } from './decision.js';
import { concludeDecision } from './outcome/conclude.js';

it('a granted offer is told with the probability of the slot that it won', () => {
  const catalog = catalogOf([offerOf('a', { valueMinor: 9000 }), offerOf('b'), offerOf('c')]);
  const decision = decideWith(catalog, { limit: 2, seed: 1 });
  const commit = { g: [[0, 0, 1] as const, [1, 0, 2] as const], r: [] };
  const told = new Map(
    tellFunnel(decision, concludeDecision(decision, commit)).map((line) => [line.offerId as string, line]),
  );
  for (const { ranked } of decision.slots) {
    const [winner] = ranked;
    expect(told.get(winner!.scored.candidate.offer.id)).toMatchObject({
      stage: 'granted',
      selectionProbability: winner!.selectionProbability,
    });
  }
  expect(decision.slots).toHaveLength(2);
});
