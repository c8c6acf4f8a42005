import { evaluateOffPolicy, type OpeSummary } from './evaluate/ope.js';
import { OPE_USAGE, readOpeOptions } from './evaluate/ope-options.js';

const DONE = 0;
const NOT_DONE = 2;

/** Off-policy evaluation: a table for people, warnings, one JSON line last for programs. */
async function ope(args: readonly string[]): Promise<number> {
  const summary = await evaluateOffPolicy(readOpeOptions(args));
  tell(summary);
  console.log(JSON.stringify(summary, undefinedAsNull));
  return DONE;
}

function tell(summary: OpeSummary): void {
  const { rows, clusters, clusteredBy, ess, policy, warnings, confidence, leftOut } = summary;
  console.log(
    `${rows} rows, ${clusters} independent by ${clusteredBy}, worth ${ess.toFixed(1)} of the policy; judged by ${policy}`,
  );
  console.log(
    `${''.padEnd(8)}${'value'.padStart(12)}${'low'.padStart(12)}${'high'.padStart(12)}   (${confidence * 100} %)`,
  );
  for (const name of ['logged', 'ips', 'snips', 'dr', 'dm'] as const) {
    const estimate = summary[name];
    const figures = estimate ? [estimate.value, estimate.low, estimate.high] : [];
    const cells = figures.map((figure) => String(Number(figure.toPrecision(5))).padStart(12));
    console.log(`${name.padEnd(8)}${estimate ? cells.join('') : '  no model: bring columns q and expectedQ'}`);
  }
  for (const [mark, count] of Object.entries(leftOut)) console.log(`left out ${count} rows marked ${mark}`);
  for (const { code, message } of warnings) console.log(`warning  ${code}: ${message}`);
}

/** A field that is not known stays visible. */
function undefinedAsNull(_key: string, value: unknown): unknown {
  return value === undefined ? null : value;
}

const COMMANDS = new Map([['ope', ope]]);

async function run([command, ...args]: readonly string[]): Promise<number> {
  try {
    const known = COMMANDS.get(command ?? '');
    if (known) return await known(args);
    throw new Error(command === undefined ? 'a command is needed' : `there is no command ${command}`);
  } catch (error) {
    console.error(`evaluate: ${(error as Error).message}\n\n${OPE_USAGE}`);
    return NOT_DONE;
  }
}

process.exitCode = await run(process.argv.slice(2));
