import { describe, expect, it } from '@jest/globals';
import { asChance, checkCompany, checkScores, columnOf, findProbability } from './judge-answers.js';

const float = (name: string) => ({ name, type: 'float32', shape: [] });

describe('the scores of a model', () => {
  it('are fine when they are chances, twice the same', () => {
    expect(() => checkScores([0, 0.5, 1], [0, 0.5, 1])).not.toThrow();
  });

  it.each([
    [[0.5, NaN], 'NOT_FINITE'],
    [[0.5, Infinity], 'NOT_FINITE'],
    [[0.5, 1.0001], 'NOT_A_PROBABILITY'],
    [[0.5, -1e-4], 'NOT_A_PROBABILITY'],
  ])('of %j are %s', (scores, code) => {
    expect(() => checkScores(scores, scores)).toThrow(expect.objectContaining({ code }));
  });

  it('may be beyond by rounding, and stand for what is sure', () => {
    const votes = [1.0000004, -3.6e-7, 0.25];
    expect(() => checkScores(votes, votes)).not.toThrow();
    expect(votes.map(asChance)).toEqual([1, 0, 0.25]);
  });

  it('are not, when the second time says something else', () => {
    expect(() => checkScores([0.5, 0.6], [0.5, 0.6000001])).toThrow(
      expect.objectContaining({ code: 'NOT_DETERMINISTIC' }),
    );
  });

  it('may differ by rounding when other rows come along, and by no more', () => {
    expect(() => checkCompany([0.5], [0.500009])).not.toThrow();
    expect(() => checkCompany([0.5, 0.5], [0.5, 0.50002])).toThrow(
      expect.objectContaining({ code: 'NOT_DETERMINISTIC' }),
    );
  });
});

describe('the output that is the probability', () => {
  const two = { p: { data: [0.1, 0.9, 0.2, 0.8] } };

  it('is the second of two classes, or the one that is named', () => {
    expect(findProbability(two, [float('p')], 2, undefined)).toEqual({ output: 'p', column: 1 });
    expect(findProbability(two, [float('p')], 2, 'p[0]')).toEqual({ output: 'p', column: 0 });
    expect(columnOf(two.p, 2, 1)).toEqual([0.9, 0.8]);
  });

  it('may be named over several lines', () => {
    expect(findProbability({ 'a\nb': { data: [1, 2, 3] } }, [float('a\nb')], 1, 'a\nb[2]').column).toBe(2);
  });

  it('is not found in no time, whatever it is called', () => {
    const strange = `${'[1'.repeat(50_000)}]x`;
    const startedMs = performance.now();
    expect(() => findProbability(two, [float('p')], 2, strange)).toThrow(
      expect.objectContaining({ code: 'OUTPUT_NOT_FOUND' }),
    );
    expect(performance.now() - startedMs).toBeLessThan(500);
  });

  it('is told in few words where there is none', () => {
    const names = Array.from({ length: 1_000 }, (_, i) => float(`output-${i}`));
    expect(() => findProbability(two, names, 2, undefined)).toThrow(
      expect.objectContaining({ code: 'OUTPUT_CHOICE', message: expect.stringMatching(/^.{1,500}$/s) }),
    );
  });
});
