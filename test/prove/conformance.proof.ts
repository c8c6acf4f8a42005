import { fileURLToPath } from 'node:url';
import { judgeClient, judgeMeeting } from '../../src/conformance/judge-client.js';
import type { Judged } from '../../src/conformance/rules.js';
import { RunningEngine } from '../../src/conformance/running-engine.js';
import { ENGINE_FAULTS, FAULTS, type Fault } from './broken-transports.js';
import { withOfferingEngine } from './conformance-engine.js';
import type { Proof, Say } from './proof.js';
import { runCommand, summaryOf } from './run-command.js';

const CLIENT = fileURLToPath(new URL('./conformance-client.js', import.meta.url));
const COMMAND = fileURLToPath(new URL('../../src/commands/conformance.command.js', import.meta.url));
const COMMAND_MS = 5 * 60_000;
/** Trials mostly wait; more at once would make a slow machine's clients late. */
const AT_ONCE = 4;

type Caught = Record<string, string[]>;

export const conformanceProof: Proof = {
  name: 'conformance',
  about:
    'the SDK keeps every rule for clients, with the referee and with an engine; clients broken in one way fail that rule',
  run: (say) =>
    withOfferingEngine(async ({ url }) => {
      const right = await commanded(url, say);
      const caught = await catchAll(FAULTS, say, (fault) => judgeClient(clientOf(fault)));
      const caughtByEngine = await catchAll(ENGINE_FAULTS, say, async (fault) => {
        const { judged } = await judgeMeeting(clientOf(fault), await RunningEngine.find({ url }));
        return judged;
      });
      const reasons = [...faultsOf(right), ...missed(FAULTS, caught), ...missed(ENGINE_FAULTS, caughtByEngine)];
      const figure = { ...right, brokenClients: Object.keys(caught).length, caught, caughtByEngine };
      return {
        holds: reasons.length === 0,
        figure: reasons.length === 0 ? figure : { ...figure, reason: reasons.join('; ') },
      };
    }),
};

const clientOf = (fault: string) => `"${process.execPath}" "${CLIENT}" ${fault}`;

interface Summary {
  readonly rules: number;
  readonly failed: string[];
  readonly engine: { readonly messages: number; readonly refused: Record<string, number>; readonly offers: number };
}

/** The SDK's client, by the command that people run; the token is the engine's own. */
async function commanded(url: string, say: Say): Promise<Summary> {
  const args = [COMMAND, '--client', clientOf(''), '--url', url];
  return summaryOf(await runCommand(process.execPath, args, { timeoutMs: COMMAND_MS, say })) as unknown as Summary;
}

function faultsOf({ failed, engine }: Summary): string[] {
  const faults = failed.map((rule) => `the SDK fails ${rule}`);
  return engine.offers > 0 ? faults : [...faults, 'the engine had no offer for the SDK'];
}

async function catchAll(
  faults: Readonly<Record<string, Fault>>,
  say: Say,
  judge: (fault: string) => Promise<readonly Judged[]>,
): Promise<Caught> {
  const caught: Caught = {};
  const names = Object.keys(faults);
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let name = names.shift(); name; name = names.shift()) {
        const failed = failedOf(await judge(name));
        say(`${name}: ${failed.map(({ rule, seen }) => `FAIL ${rule} (${seen})`).join('; ') || 'every rule holds'}`);
        caught[name] = failed.map(({ rule }) => rule);
      }
    }),
  );
  return caught;
}

/** What was never reached is no finding. */
function failedOf(verdict: readonly Judged[]): Judged[] {
  return verdict.filter(({ holds, seen }) => !holds && seen !== 'not reached');
}

function missed(faults: Readonly<Record<string, Fault>>, caught: Caught): string[] {
  return Object.entries(faults).flatMap(([name, { breaks, also = [] }]) => {
    const [found, wanted] = [caught[name]!.join(', '), [breaks, ...also].join(', ')];
    return found === wanted ? [] : [`${name}: ${found || 'nothing'}, not ${wanted}`];
  });
}
