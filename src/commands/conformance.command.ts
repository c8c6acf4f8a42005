import { parseArgs } from 'node:util';
import { judgeClient, judgeMeeting } from '../conformance/judge-client.js';
import { textOf, type Judged } from '../conformance/rules.js';
import { RunningEngine } from '../conformance/running-engine.js';

const USAGE = `npm run conformance -- --client 'COMMAND' [--url http://HOST:PORT [--token DEVICE_TOKEN] [--at LAT,LNG]]
  starts COMMAND with PROXIMA_URL and PROXIMA_TOKEN in its environment ({url} and {token} in it are replaced too), plays the
  engine and the network to it, and judges each rule of docs/conformance.md. With --url it is then brought together with
  the engine that runs there. Exit code 3 when a rule does not hold.`;

/** The exit code: 0 all hold, 2 misuse or no engine to meet, 3 a rule does not hold. */
async function main(): Promise<number> {
  const { client, url, token, at } = parseArgs({
    options: {
      client: { type: 'string' },
      url: { type: 'string' },
      token: { type: 'string' },
      at: { type: 'string' },
    },
  }).values;
  if (!client) throw new Error('--client is missing: the command that starts the client');
  if (url === undefined && (token ?? at) !== undefined) throw new Error('--token and --at go with --url only');
  // First of all: whoever mistypes the address should not wait for the referee.
  const engine = url === undefined ? undefined : await RunningEngine.find({ url, token, at });
  const judged = told(await judgeClient(client));
  if (!engine) return summed(judged, {});
  const { judged: met, ...counts } = await judgeMeeting(client, engine);
  return summed([...judged, ...told(met)], { engine: counts });
}

function told(judged: readonly Judged[]): readonly Judged[] {
  for (const { rule, holds, seen, remark } of judged) {
    const line = `${rule}: ${textOf(rule)}`;
    console.error(holds ? `ok    ${line}${remark ? ` (${remark})` : ''}` : `FAIL  ${line}; but ${seen}`);
  }
  return judged;
}

function summed(judged: readonly Judged[], more: object): number {
  const failed = judged.filter(({ holds }) => !holds).map(({ rule }) => rule);
  console.log(JSON.stringify({ rules: judged.length, failed, ...more }));
  return failed.length === 0 ? 0 : 3;
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(`${(error as Error).message}\n${USAGE}`);
  process.exitCode = 2;
}
