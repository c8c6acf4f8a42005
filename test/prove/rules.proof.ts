import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { compileTest } from '../../src/catalog/rule-language/compile-expression.js';
import { toExpression } from '../../src/catalog/rule-language/read-rule.js';
import { OPEN_FIELDS } from '../../src/catalog/rule-language/rule-fields.js';
import { RULE_LIMITS, type RuleSource } from '../../src/contract/rule.js';
import { hostileFacts, KNOWN_FIELDS, randomFacts, randomRule, randomText } from '../support/random-rules.js';
import { checkAgainstCel, checkForms, checkSafe } from '../support/rule-laws.js';
import type { Proof, Say } from './proof.js';

const RUNS = 200_000;
const SEED = 20_261_122;
type Json = Exclude<RuleSource, string>;

export const rulesProof: Proof = {
  name: 'rules',
  about:
    'CEL and JSON rules agree on 200,000 random facts; no random rule throws or exceeds its bound (--runs, --seed)',
  run(say) {
    const { runs, seed } = readOptions(process.argv.slice(3));
    const options = { numRuns: runs, seed };
    say(`${runs} runs of each law, seed ${seed}`);
    const forms = tryForms(options, say);
    const text = tryText(options, say);
    const largest = timeLargest(say);
    // Laws that hardly ever meet a rule that holds, or one that is taken, would say nothing.
    const tried = Math.min(forms.held, runs - forms.held, forms.sameAsOtherCel, text.taken, text.refused);
    const holds = tried > runs / 20;
    return Promise.resolve({ holds, figure: { runs, seed, forms, text, largest } });
  },
};

function tryForms(options: fc.Parameters<unknown>, say: Say) {
  const figure = { held: 0, sameAsOtherCel: 0 };
  fc.assert(
    fc.property(randomRule, randomFacts, (rule, facts) => {
      if (checkForms(rule as Json, facts)) figure.held += 1;
      if (checkAgainstCel(rule as Json, facts)) figure.sameAsOtherCel += 1;
    }),
    options as fc.Parameters<[RuleSource, unknown]>,
  );
  say(
    `JSON, its CEL text and its meaning agree; ${figure.held} held; another evaluator agreed ${figure.sameAsOtherCel} times`,
  );
  return figure;
}

function tryText(options: fc.Parameters<unknown>, say: Say) {
  const figure = { taken: 0, refused: 0 };
  fc.assert(
    fc.property(randomText, hostileFacts, fc.boolean(), (text, facts, isOpen) => {
      figure[checkSafe(text, isOpen ? OPEN_FIELDS : KNOWN_FIELDS, facts) ? 'taken' : 'refused'] += 1;
    }),
    options as fc.Parameters<[string, unknown, boolean]>,
  );
  say(`no text threw or exceeded its bound; ${figure.taken} were taken, ${figure.refused} refused`);
  return figure;
}

/** The dearest rule that is let through, where each of its parts is asked. */
function timeLargest(say: Say) {
  const city = 'x'.repeat(200);
  const text = Array.from({ length: (RULE_LIMITS.nodes - 2) / 3 }, () => '!attributes.city.contains("y")').join(' && ');
  const test = compileTest(toExpression(text.slice(0, text.lastIndexOf(' && '))));
  const facts = { ...fc.sample(randomFacts, { numRuns: 1, seed: SEED })[0]! };
  const filled = { ...facts, profile: { ...facts.profile, attributes: { city } } };
  const rounds = 20_000;
  for (let i = 0; i < rounds; i += 1) test(filled);
  const startedMs = performance.now();
  for (let i = 0; i < rounds; i += 1) if (!test(filled)) throw new Error('must hold, so that each part is asked');
  const microseconds = Number((((performance.now() - startedMs) * 1000) / rounds).toFixed(2));
  say(`a rule of the largest size takes ${microseconds} µs`);
  return { parts: RULE_LIMITS.nodes, microseconds };
}

function readOptions(args: readonly string[]): { runs: number; seed: number } {
  const { values } = parseArgs({ args: [...args], options: { runs: { type: 'string' }, seed: { type: 'string' } } });
  const [runs, seed] = [Number(values.runs ?? RUNS), Number(values.seed ?? SEED)];
  if (!Number.isSafeInteger(runs) || runs < 1 || !Number.isSafeInteger(seed))
    throw new Error('--runs takes a whole number above 0, --seed a whole number');
  return { runs, seed };
}
