import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { inspectModel, type Inspection } from '../release/inspect-model.js';
import { EngineRefusal } from './engine-calls.js';
import { LIVE_COMMANDS, readOptions } from './model/live.js';
import { readSample } from './model/read-sample.js';

const ACCEPTED = 0;
const UNREADABLE = 2;
const REFUSED = 3;

const USAGE = `npm run model -- check FILE.onnx [--sample ROWS] [--output NAME] [--scores]

check     looks at a model as the engine would, without one: what it holds, whether it runs, and how fast
--sample  rows for it, as CSV or JSON, in the order of its columns
--output  which output is the probability; of several classes one of them: "probabilities[2]"
--scores  tells in the last line what each row of the sample gets

on an engine, at PROXIMA_URL or --url URL, with PROXIMA_TOKEN or --token TOKEN:
npm run model -- upload FILE|FOLDER [--manifest M] | versions | export VERSION [--out FOLDER] | remove VERSION
npm run model -- alias [ALIAS VERSION [--share PERCENT] [--ramp-minutes N] [--override REASON]] | withdraw ALIAS
npm run model -- evaluate VERSION [--reward accept|click|redeem] | drift VERSION | history VERSION
npm run model -- calibrate VERSION [--kind platt|isotonic] [--reward accept|click|redeem] [--wait-minutes N]
npm run model -- promote VERSION [--override REASON] | rollback [--reason REASON] | audit

Ends with 0 when the model is accepted, 3 when it is refused, 2 when it could not be looked at.`;

async function check(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { sample: { type: 'string' }, output: { type: 'string' }, scores: { type: 'boolean' } },
  });
  const [file] = positionals;
  if (file === undefined || positionals.length > 1) throw new Error('one FILE is needed');
  const sample = values.sample === undefined ? [] : readSample(values.sample);
  const inspection = await inspectModel(readFileSync(file), { sample, output: values.output });
  tell(inspection, values.scores === true);
  return inspection.verdict === 'accepted' ? ACCEPTED : REFUSED;
}

/** One line a check for people, one JSON line last for programs. */
function tell(
  { verdict, code, message, advice, checks, inputs, outputs, probe }: Inspection,
  withScores: boolean,
): void {
  for (const { name, verdict: found, message: what } of checks) console.log(`${found.padEnd(8)} ${name}: ${what}`);
  if (advice !== undefined) console.log(`advice   ${advice}`);
  const { probability, p99Us64, takesMissing, batch } = probe ?? {};
  const scores = withScores ? probe?.scores : undefined;
  console.log(
    JSON.stringify({
      verdict,
      code,
      message,
      advice,
      inputs,
      outputs,
      probability,
      p99Us64,
      takesMissing,
      batch,
      scores,
    }),
  );
}

async function run([command, ...args]: readonly string[]): Promise<number> {
  try {
    if ([command, ...args].some((word) => word === '--help' || word === '-h')) {
      console.log(USAGE);
      return ACCEPTED;
    }
    if (command === 'check') return await check(args);
    const live = command !== undefined && Object.hasOwn(LIVE_COMMANDS, command) && LIVE_COMMANDS[command];
    if (live) return (await live(readOptions(args))) ? ACCEPTED : REFUSED;
    throw new Error(command === undefined ? 'a command is needed' : `there is no command ${command}`);
  } catch (error) {
    if (error instanceof EngineRefusal) {
      console.error(`model: ${error.code}: ${error.message}`);
      return REFUSED;
    }
    console.error(`model: ${(error as Error).message}\n\n${USAGE}`);
    return UNREADABLE;
  }
}

process.exitCode = await run(process.argv.slice(2));
