import { describe, expect, it } from '@jest/globals';
import { checkHistory } from './check-history.js';
import type { Ack, Consent, Operation, Push, StateLost } from './history.js';

const CAPS = [{ limit: 2, windowMs: 1_000 }];
const HERE = { customer: 'ann', connection: 'ann-1' };

const consent = (purpose: string, respondedAt: number, changes: Partial<Consent> = {}): Consent => ({
  kind: 'consent',
  ...HERE,
  purpose,
  status: 'granted',
  ending: 'ok',
  invokedAt: respondedAt - 5,
  respondedAt,
  ...changes,
});
const push = (seq: number, at: number, changes: Partial<Push> = {}): Push => ({
  kind: 'push',
  ...HERE,
  seq,
  at,
  deliveryId: `d${seq}`,
  ...changes,
});
const ack = (messageId: number, connection = HERE.connection): Ack => ({ kind: 'ack', connection, messageId, at: 1 });
const lost = (at: number): StateLost => ({ kind: 'state-lost', at });
const GRANTED = [consent('location', 10), consent('marketing', 10)];
const GRANTED_AGAIN = [consent('location', 310), consent('marketing', 310)];

const good: [string, Operation[]][] = [
  ['nothing', []],
  ['a push with both consents', [...GRANTED, push(1, 20)]],
  [
    'as many as the cap allows, and more when the window has moved on',
    [...GRANTED, ...[20, 30, 1_030].map((at, n) => push(n + 1, at))],
  ],
  [
    'a grant whose ack was lost',
    [consent('location', 90, { ending: 'unknown', invokedAt: 5 }), GRANTED[1]!, push(1, 20)],
  ],
  [
    'withdrawn on another phone while the push was on its way',
    [...GRANTED, consent('marketing', 30, { status: 'withdrawn', connection: 'ann-2' }), push(1, 40)],
  ],
  [
    'withdrawn and granted again',
    [...GRANTED, consent('marketing', 20, { status: 'withdrawn' }), consent('marketing', 30), push(1, 40)],
  ],
  [
    'a withdrawal that was refused',
    [...GRANTED, consent('marketing', 20, { status: 'withdrawn', ending: 'refused' }), push(1, 40)],
  ],
  ['the same offer on two phones', [...GRANTED, push(1, 20), push(1, 21, { connection: 'ann-2' })]],
  [
    'all counts begin anew when the state is lost',
    [...GRANTED, push(1, 20), push(2, 30), lost(300), ...GRANTED_AGAIN, push(1, 320, { deliveryId: 'e1' })],
  ],
  ['answers to different messages, and to the same number on two connections', [ack(1), ack(2), ack(1, 'ann-2')]],
];

const bad: [string, RegExp, Operation[]][] = [
  ['a push without any consent', /no consent to location/, [push(1, 20)]],
  ['a push with half of it', /no consent to marketing/, [consent('location', 10), push(1, 20)]],
  ["another customer's consent", /no consent/, [...GRANTED, push(1, 20, { customer: 'bob' })]],
  [
    'a push before the ack',
    /no consent to marketing/,
    [consent('location', 10), consent('marketing', 30), push(1, 20)],
  ],
  [
    'a refused grant',
    /no consent to marketing/,
    [consent('location', 10), consent('marketing', 10, { ending: 'refused' }), push(1, 20)],
  ],
  [
    'a push after the withdrawal',
    /no consent to marketing/,
    [...GRANTED, consent('marketing', 20, { status: 'withdrawn' }), push(1, 30)],
  ],
  ['a push on a consent that is lost', /no consent/, [...GRANTED, lost(300), push(1, 320)]],
  [
    'one more than the cap',
    /more than 2 offers in 1000 ms/,
    [...GRANTED, ...[20, 30, 1_010].map((at, n) => push(n + 1, at))],
  ],
  [
    'the cap broken over two phones',
    /more than 2/,
    [...GRANTED, push(1, 20), push(2, 30, { connection: 'ann-2' }), push(3, 40)],
  ],
  ['a seq that falls', /seq 1 does not rise/, [...GRANTED, push(2, 20), push(1, 30)]],
  [
    'a seq given twice',
    /seq 1 was d1/,
    [...GRANTED, push(1, 20), push(1, 30, { deliveryId: 'd9', connection: 'ann-2' })],
  ],
  ['a delivery pushed twice', /pushed before/, [...GRANTED, push(1, 20), push(2, 30, { deliveryId: 'd1' })]],
  ['a report acked twice', /message 7 on ann-1: acked more than once/, [ack(7), ack(7)]],
];

describe('the history checker', () => {
  it.each(good)('lets pass: %s', (_name, operations) => {
    expect(checkHistory(operations, CAPS)).toEqual([]);
  });

  it.each(bad)('finds: %s', (_name, words, operations) => {
    const faults = checkHistory(operations, CAPS);
    expect(faults.join('\n')).toMatch(words);
  });
});
