import { describe, expect, it } from '@jest/globals';
import { inputOf, momentOf, NOON } from '../../../test/support/builders.js';
import type { Situation } from '../types/decision.js';
import { closeGate, isUnchanged } from './gate.js';

const MAX_AGE_MS = 120_000;
const situation: Situation = {
  ...inputOf().situation,
  moment: momentOf('waiting'),
  zones: [
    { id: 'station', change: 'enter' },
    { id: 'home', change: 'leave' },
  ],
};
const gate = closeGate(situation, 'cell', 'rev', NOON, 'CAP_REACHED');

/** The next report half a minute later, in all but `change` the same. */
function asksAgain(
  change: { situation?: Partial<Situation>; cell?: string; revision?: string; afterMs?: number } = {},
) {
  const { cell = 'cell', revision = 'rev', afterMs = 30_000 } = change;
  const stays = { zones: [{ id: 'station', change: 'stay' as const }] };
  const seen = { ...situation, ...stays, ...change.situation };
  return !isUnchanged(gate, seen, cell, revision, NOON + afterMs, MAX_AGE_MS);
}

describe('the gate', () => {
  it('is open when there was no silence to remember', () => {
    expect(isUnchanged(undefined, situation, 'cell', 'rev', NOON, MAX_AGE_MS)).toBe(false);
  });

  it('is closed while nothing changes: staying where one entered is no change', () => {
    expect(asksAgain()).toBe(false);
    expect(gate.silence).toBe('CAP_REACHED');
  });

  it.each<[string, Parameters<typeof asksAgain>[0]]>([
    ['another cell', { cell: 'next' }],
    ['another moment', { situation: { moment: momentOf('passing') } }],
    ['another state: consent, context, profile, contacts or catalog', { revision: 'rev2' }],
    [
      'a zone more',
      {
        situation: {
          zones: [
            { id: 'station', change: 'stay' },
            { id: 'shop', change: 'enter' },
          ],
        },
      },
    ],
    ['a zone less', { situation: { zones: [{ id: 'station', change: 'leave' }] } }],
    ['time', { afterMs: MAX_AGE_MS }],
  ])('opens with %s', (_name, change) => expect(asksAgain(change)).toBe(true));

  it('stays closed until the last moment, and when only the confidence moves', () => {
    expect(asksAgain({ afterMs: MAX_AGE_MS - 1 })).toBe(false);
    expect(asksAgain({ situation: { moment: { ...momentOf('waiting'), confidence: 0.7 } } })).toBe(false);
  });
});
