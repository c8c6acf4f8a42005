import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { stringify } from 'yaml';
import { startEngineProcess, type EngineProcess } from '../../src/commands/engine-process.js';
import { ERRORS } from '../../src/contract/errors.js';
import { runFuzz, type FuzzResult } from '../fuzz/run-fuzz.js';
import { WIDE_LIMITS } from '../fuzz/wide-limits.js';
import { capsCatalog } from './caps-catalog.js';
import { writeEditedConfig } from './edited-config.js';
import { withPrivateRedis } from './private-redis.js';
import type { Proof, Say } from './proof.js';
import { withTempFolder } from './temp-folder.js';

const MESSAGES = 200_000;
const FRAMES = 5_000;
const SEED = 20_261_122;
/** Growth that a heap may have between two collections; a leak of 1 kB a message would be 100 MB. */
const MOST_GROWTH_MIB = 64;
/** After this share of the messages the heap has the size that it keeps. */
const WARM_SHARE = 0.5;

export const fuzzProof: Proof = {
  name: 'fuzz',
  about:
    'no message, of 200,000 valid and broken ones, ends the engine, hangs or gets an untyped answer (--messages, --seed)',
  run: (say) => withTempFolder((folder) => withPrivateRedis(folder, (redis) => tryEngine(folder, redis.url, say))),
};

async function tryEngine(folder: string, redisUrl: string, say: Say): ReturnType<Proof['run']> {
  const { messages, seed } = readOptions(process.argv.slice(3));
  const jwtSecret = randomBytes(32).toString('hex');
  const errors: string[] = [];
  const engine = await startEngine(folder, redisUrl, jwtSecret, (line) => {
    if (/"level":[56]0/.test(line) && errors.push(line) <= 10) say(`  engine: ${line.slice(0, 600)}`);
  });
  const killNow = () => process.kill(engine.pid, 'SIGKILL');
  process.once('exit', killNow);
  try {
    let warmMib = 0;
    const startedMs = performance.now();
    const onProgress = (sent: number) => {
      if (warmMib === 0 && sent >= messages * WARM_SHARE) warmMib = rssMib(engine.pid);
      if (sent % 20_000 < 1_100) say(`  ${sent} sent, RSS ${rssMib(engine.pid)} MiB`);
    };
    const frames = Math.ceil((FRAMES * messages) / MESSAGES);
    const result = await runFuzz({ url: engine.url, jwtSecret, seed, messages, frames, onProgress });
    const endMib = rssMib(engine.pid);
    for (const fault of result.faults.slice(0, 5)) say(`  fault: ${fault}`);
    const isReady = (await fetch(`${engine.url}/health/ready`)).ok;
    const { faults, ...counts } = result;
    const held = {
      exits: isReady ? 0 : 1,
      faults: faults.length,
      errorLines: errors.length,
      acceptedShare: Number((result.accepted / result.messages).toFixed(3)),
      rssMib: { warm: warmMib, end: endMib },
    };
    const holds = isReady && isClean(result) && errors.length === 0 && endMib - warmMib <= MOST_GROWTH_MIB;
    const seconds = Math.round((performance.now() - startedMs) / 1000);
    return { holds, figure: { seed, ...counts, ...held, seconds, ...(faults[0] ? { first: faults[0] } : {}) } };
  } finally {
    process.off('exit', killNow);
    await engine.stop();
  }
}

function isClean({ faults, accepted, messages, deliveries, refused }: FuzzResult): boolean {
  const areKnown = Object.keys(refused).every((code) => Object.hasOwn(ERRORS, code));
  return faults.length === 0 && accepted >= messages / 10 && deliveries > 0 && areKnown;
}

/** The time of the server, so that the window of times is tried too; limits so wide that every message is read. */
async function startEngine(
  folder: string,
  redisUrl: string,
  jwtSecret: string,
  onLog: (line: string) => void,
): Promise<EngineProcess> {
  const catalogFile = join(folder, 'catalog.json');
  await writeFile(catalogFile, JSON.stringify(capsCatalog()));
  const configDir = join(folder, 'config');
  await mkdir(configDir);
  await writeEditedConfig(configDir, {
    'contact.caps': [],
    // From and to the same hour: never quiet.
    'contact.quietHours': { from: '00:00', to: '00:00' },
    'contact.spacingMinutes': 0,
    'arbitration.minPropensity': 0,
  });
  await writeFile(join(configDir, 'limits.yaml'), stringify(WIDE_LIMITS));
  return startEngineProcess({
    env: {
      NODE_ENV: 'development',
      LOG_LEVEL: 'warn',
      REDIS_URL: redisUrl,
      PROXIMA_DATA_DIR: join(folder, 'data'),
      PROXIMA_CONFIG_DIR: configDir,
      PROXIMA_CATALOG: catalogFile,
      PROXIMA_JWT_SECRET: jwtSecret,
      PROXIMA_JWKS_URL: '',
      PROXIMA_ADMIN_TOKEN: '',
      PROXIMA_CLOCK: 'server',
      PROXIMA_ROLE: '',
    },
    onLog,
  });
}

function readOptions(args: string[]): { messages: number; seed: number } {
  const { values } = parseArgs({ args, options: { messages: { type: 'string' }, seed: { type: 'string' } } });
  const read = (name: 'messages' | 'seed', otherwise: number) => {
    const value = Number(values[name] ?? otherwise);
    if (Number.isSafeInteger(value) && value > 0) return value;
    throw new Error(`--${name} must be a whole number above 0, not "${values[name]}"`);
  };
  return { messages: read('messages', MESSAGES), seed: read('seed', SEED) };
}

/** What the process holds, whatever the system: MiB. */
function rssMib(pid: number): number {
  return Math.round(Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024);
}
