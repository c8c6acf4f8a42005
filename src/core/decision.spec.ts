import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import {
  catalogOf,
  decideWith,
  encoder,
  offerOf,
  offersIn,
  policyWith,
  priors,
  scoresOf,
} from '../../test/support/builders.js';
import { runCase, type DecisionCase } from '../../test/support/decision-case.js';
import { randomCatalog, randomInput } from '../../test/support/random-decisions.js';
import { explainSilence, finishDecision, prepareDecision, tellFunnel } from './decision.js';
import { concludeDecision } from './outcome/conclude.js';
import { STAGES, stageRank } from './stages.js';
import type { CommitResult, Decision } from './types/decision.js';
import { REASONS, type RefusalCode } from './types/reason.js';

const CASES = new URL('../../test/cases/', import.meta.url);

describe.each(readdirSync(CASES).filter((file) => file.endsWith('.json')))('%s', (file) => {
  const cases = JSON.parse(readFileSync(new URL(file, CASES), 'utf8')) as DecisionCase[];

  it.each(cases.map((given) => [given.name, given] as const))('%s', (_name, given) => {
    const result = runCase(given);
    const { granted = [], silence = '', fault = '', ...expected } = given.expect;
    expect(result).toMatchObject({ granted, silence, fault, ...expected });
    expect(result.funnel).toEqual(expected.funnel);
  });
});

describe('the funnel', () => {
  const commits = (decision: Decision) => {
    const first = decision.slots[0]?.ranked[0]?.scored.candidate.offer.id;
    const all: CommitResult = { g: decision.slots.map((_, slot) => [slot, 0, slot + 1]), r: [] };
    if (first === undefined) return [all];
    const second: CommitResult =
      decision.slots[0]!.ranked.length > 1
        ? { g: [[0, 1, 1]], r: [[first, 'SPACING']] }
        : { g: [], r: [[first, 'SPACING']] };
    return decision.slots.length === 1 ? [all, second] : [all];
  };

  it('has each sighting exactly once, with stage and reason or granted, furthest first', () => {
    const cases = randomCatalog.chain((catalog) => fc.tuple(fc.constant(catalog), randomInput(catalog)));
    fc.assert(
      fc.property(
        cases,
        fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 12, maxLength: 12 }),
        ([catalog, input], percents) => {
          const prepared = prepareDecision(input, catalog, policyWith({ arbitration: { scoringLimit: 5 } }), encoder);
          const decision = finishDecision(prepared, scoresOf(percents.map((percent) => percent / 100)), priors);
          for (const commit of commits(decision)) {
            const outcome = concludeDecision(decision, commit);
            const lines = tellFunnel(decision, outcome);
            expect(lines.map(({ offerId }) => offerId).sort()).toEqual(
              offersIn(catalog)
                .map(({ id }) => id)
                .sort(),
            );
            for (const { stage, reason } of lines) {
              expect(STAGES).toContain(stage);
              if (stage === 'granted') expect(reason).toBeUndefined();
              else expect(Object.keys(REASONS)).toContain(reason);
            }
            const granted = lines.filter(({ stage }) => stage === 'granted').map(({ offerId }) => offerId);
            expect(granted.sort()).toEqual(outcome.grants.map(({ choice }) => choice.scored.candidate.offer.id).sort());
            const ranks = lines.map(({ stage }) => stageRank(stage));
            expect(ranks).toEqual(ranks.toSorted((a, b) => b - a));
            expect(outcome.silence === undefined).toBe(outcome.grants.length > 0);
            if (!input.consents.marketing) expect(granted).toEqual([]);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it('tells of a scored offer its factors and its chance', () => {
    const decision = decideWith(
      catalogOf([offerOf('a'), offerOf('b', { valueMinor: 300 }), offerOf('c', { category: 'adult' })]),
    );
    const lines = tellFunnel(decision, concludeDecision(decision, { g: [[0, 0, 1]], r: [] }));
    const byId = new Map(lines.map((line) => [line.offerId as string, line]));
    const epsilon = 0.05;
    expect(byId.get('a')).toMatchObject({ factors: { propensitySource: 'model', valueMinor: 400 } });
    expect(byId.get('a')!.selectionProbability).toBeCloseTo(1 - epsilon / 2, 12);
    expect(byId.get('b')!.selectionProbability).toBeCloseTo(epsilon / 2, 12);
    expect(byId.get('c')).toEqual({
      offerId: 'c',
      source: 'everywhere',
      stage: 'consent',
      reason: 'SENSITIVE_CATEGORY',
    });
  });
});

describe('the chance that the funnel tells', () => {
  it('of an offer in a later slot is that of its own slot', () => {
    const decision = decideWith(catalogOf([offerOf('a'), offerOf('b', { valueMinor: 300 })]), { limit: 2 });
    const lines = tellFunnel(
      decision,
      concludeDecision(decision, {
        g: [
          [0, 0, 1],
          [1, 0, 2],
        ],
        r: [],
      }),
    );
    const epsilon = 0.05;
    const chances = lines.map(({ offerId, selectionProbability }) => [offerId as string, selectionProbability]);
    const first = decision.slots[0]!.ranked[0]!.scored.candidate.offer.id as string;
    expect(new Map(chances as [string, number][]).get(first === 'a' ? 'b' : 'a')).toBe(1);
    expect(new Map(chances as [string, number][]).get(first)).toBeCloseTo(
      first === 'a' ? 1 - epsilon / 2 : epsilon / 2,
      12,
    );
  });
});

describe('the reason of a silence', () => {
  const refusals = (...codes: RefusalCode[]) =>
    codes.map((reason) => ({ offerId: 'o' as never, source: 'nearby' as const, stage: REASONS[reason].stage, reason }));

  it.each<[string, RefusalCode[], string]>([
    ['nothing in reach', [], 'NO_OFFER_NEARBY'],
    ['the furthest speaks, not the most', ['EXPIRED', 'EXPIRED', 'SPACING'], 'SPACING'],
    ['of the furthest the most frequent', ['RESTING', 'SPACING', 'SPACING'], 'SPACING'],
    ['a tie goes by name', ['SPACING', 'RESTING'], 'RESTING'],
  ])('%s', (_name, codes, code) => expect(explainSilence(refusals(...codes)).code).toBe(code));
});

describe('the conclusion', () => {
  const decision = decideWith(catalogOf([offerOf('a'), offerOf('b', { valueMinor: 300 })]));

  it.each<[string, CommitResult, string[], string | undefined, boolean]>([
    ['as decided', { g: [[0, 0, 7]], r: [] }, ['a 7'], undefined, false],
    ['the next in line', { g: [[0, 1, 7]], r: [['a', 'CAP_REACHED']] }, ['b 7'], undefined, true],
    [
      'all refused for one reason',
      {
        g: [],
        r: [
          ['a', 'SPACING'],
          ['b', 'SPACING'],
        ],
      },
      [],
      'SPACING',
      true,
    ],
    [
      'all refused for several',
      {
        g: [],
        r: [
          ['a', 'SPACING'],
          ['b', 'CAP_REACHED'],
        ],
      },
      [],
      'RACE_LOST',
      true,
    ],
  ])('%s', (_name, commit, grants, silence, changed) => {
    const outcome = concludeDecision(decision, commit);
    expect(outcome.grants.map(({ choice, seq }) => `${choice.scored.candidate.offer.id} ${seq}`)).toEqual(grants);
    expect([outcome.silence?.code, outcome.changedByCommit]).toEqual([silence, changed]);
  });
});
