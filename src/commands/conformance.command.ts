import { parseArgs } from 'node:util';
import { judgeClient } from '../conformance/judge-client.js';
import { RULES } from '../conformance/rules.js';

const USAGE = `npm run conformance -- --client 'COMMAND'
  starts COMMAND with PROXIMA_URL and PROXIMA_TOKEN in its environment ({url} and {token} in it are replaced too), plays the
  engine and the network to it, and judges each rule of docs/conformance.md. Exit code 3 when one does not hold.`;

/** The exit code: 0 all hold, 2 misuse, 3 a rule does not hold. */
async function main(): Promise<number> {
  const { values } = parseArgs({ options: { client: { type: 'string' } } });
  if (!values.client) throw new Error('--client is missing: the command that starts the client');
  const judged = await judgeClient(values.client);
  for (const { rule, holds, seen } of judged) {
    console.error(holds ? `ok    ${rule}: ${RULES[rule]}` : `FAIL  ${rule}: ${RULES[rule]}; but ${seen}`);
  }
  const failed = judged.filter(({ holds }) => !holds).map(({ rule }) => rule);
  console.log(JSON.stringify({ rules: judged.length, failed }));
  return failed.length === 0 ? 0 : 3;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(`${(error as Error).message}\n${USAGE}`);
  process.exitCode = 2;
}
