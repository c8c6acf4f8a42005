import { fileURLToPath } from 'node:url';
import { judgeClient } from '../../src/conformance/judge-client.js';
import type { Judged } from '../../src/conformance/rules.js';
import { FAULTS } from './broken-transports.js';
import type { Proof, Say } from './proof.js';

const CLIENT = fileURLToPath(new URL('./conformance-client.js', import.meta.url));
/** Trials mostly wait; more at once would make a slow machine's clients late. */
const AT_ONCE = 4;

export const conformanceProof: Proof = {
  name: 'conformance',
  about: 'the SDK keeps every rule for clients; clients that are each broken in one way fail with that rule',
  async run(say) {
    const right = await judged('', say);
    const wrong: Record<string, string[]> = {};
    const names = Object.keys(FAULTS);
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        for (let name = names.shift(); name; name = names.shift()) wrong[name] = failedOf(await judged(name, say));
      }),
    );
    const missed = Object.entries(FAULTS).flatMap(([name, { breaks }]) =>
      wrong[name]!.length === 1 && wrong[name]![0] === breaks
        ? []
        : [`${name}: ${wrong[name]!.join(', ') || 'nothing'}, not ${breaks}`],
    );
    const reasons = [...failedOf(right).map((rule) => `the SDK fails ${rule}`), ...missed];
    const figure = { rules: right.length, brokenClients: Object.keys(FAULTS).length, caught: wrong };
    return {
      holds: reasons.length === 0,
      figure: reasons.length === 0 ? figure : { ...figure, reason: reasons.join('; ') },
    };
  },
};

async function judged(fault: string, say: Say): Promise<Judged[]> {
  const verdict = await judgeClient(`"${process.execPath}" "${CLIENT}" ${fault}`);
  const failed = verdict.filter(({ holds }) => !holds);
  say(
    `${fault || 'the SDK'}: ${failed.map(({ rule, seen }) => `FAIL ${rule} (${seen})`).join('; ') || 'every rule holds'}`,
  );
  return verdict;
}

function failedOf(verdict: readonly Judged[]): string[] {
  return verdict.filter(({ holds }) => !holds).map(({ rule }) => rule);
}
