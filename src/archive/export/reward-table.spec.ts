import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RewardTable, type FeedbackLine } from './reward-table.js';

const UNTIL = 100;
const lines = fc.array(
  fc.record({
    type: fc.constantFrom('impression', 'click', 'accept', 'dismiss', 'redeem'),
    deliveryId: fc.constantFrom('a', 'b', 'c'),
    at: fc.integer({ min: 0, max: 120 }),
  }),
  { maxLength: 12 },
);

/** The rules in plain words: what came in time, in order; of answers the last, of all else the first. */
function plainReward(kind: 'accept' | 'click' | 'redeem', told: readonly FeedbackLine[], deliveryId: string) {
  const yes = kind === 'accept' ? ['accept', 'redeem'] : [kind];
  const inTime = told.filter((line) => line.deliveryId === deliveryId && line.at <= UNTIL);
  const answers = inTime.filter(({ type }) => yes.includes(type) || (kind === 'accept' && type === 'dismiss'));
  answers.sort((one, other) => one.at - other.at || Number(yes.includes(one.type)) - Number(yes.includes(other.type)));
  const decisive = kind === 'accept' ? answers.at(-1) : answers[0];
  return decisive && yes.includes(decisive.type) ? { reward: 1, at: decisive.at } : { reward: 0, at: null };
}

describe('a table of rewards', () => {
  it.each(['accept', 'click', 'redeem'] as const)('of %s comes to the same in any order, and told twice', (kind) => {
    fc.assert(
      fc.property(lines, fc.infiniteStream(fc.nat()), (told, chances) => {
        const table = new RewardTable(kind);
        const shuffled = [...told, ...told]
          .map((line) => [chances.next().value as number, line] as const)
          .sort(([one], [other]) => one - other);
        for (const [, line] of shuffled) table.note(line, UNTIL);
        for (const deliveryId of ['a', 'b', 'c'])
          expect(table.of(deliveryId)).toEqual(plainReward(kind, told, deliveryId));
      }),
    );
  });

  it('takes what names no delivery for nothing, and grows', () => {
    const table = new RewardTable('accept');
    table.note({ type: 'accept', at: 1 }, UNTIL);
    for (let n = 0; n < 1_000; n += 1) table.note({ type: 'accept', deliveryId: `d${n}`, at: n % 100 }, UNTIL);
    expect(table.of('d999')).toEqual({ reward: 1, at: 99 });
    expect(table.of('d0')).toEqual({ reward: 1, at: 0 });
    expect(table.of('none')).toEqual({ reward: 0, at: null });
  });
});
