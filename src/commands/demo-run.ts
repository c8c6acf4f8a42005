// One run of the demo from the first line to the exit code. Whatever ends it, the engine, its Redis and its data go.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { catalogFile } from '../contract/catalog.js';
import { signToken } from '../platform/auth/sign-token.js';
import { Simulation } from '../simulation/simulation.js';
import { writeDemoAccess, type DemoAccess } from './demo-access.js';
import { engineGone, interruption, type Ending } from './demo-ending.js';
import type { DemoOptions } from './demo-options.js';
import { Screen } from './demo-screen.js';
import { startEngineProcess } from './engine-process.js';

const CATALOG = fileURLToPath(new URL('../../../config/demo/catalog.json', import.meta.url));
const USUAL_PORT = 3000;
const OFFERS_ONCE = 10;
const ANSWERING_MS = 1_500;
const PATIENCE_MS = 90_000;
const FIGURES_EVERY_MS = 5_000;
const TOKEN_TTL_SECONDS = 7 * 86_400;

export async function runDemo(options: DemoOptions): Promise<number> {
  const interrupted = interruption();
  const screen = new Screen(options.once ? OFFERS_ONCE : Infinity);
  const dataDir = mkdtempSync(join(tmpdir(), 'proxima-demo-'));
  const log: string[] = [];
  screen.showTitle();
  try {
    const ending = await play(options, screen, interrupted, dataDir, log);
    screen.showSummary(options.once);
    return exitCode(ending, screen, log);
  } catch (error) {
    process.stderr.write(`\nThe demo cannot go on. ${(error as Error).message}\n${log.join('\n')}\n`);
    return 1;
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function play(
  options: DemoOptions,
  screen: Screen,
  interrupted: Promise<Ending>,
  dataDir: string,
  log: string[],
): Promise<Ending> {
  const catalog = catalogFile.parse(JSON.parse(readFileSync(CATALOG, 'utf8')));
  const secret = randomBytes(32).toString('hex');
  const operatorToken = randomBytes(12).toString('hex');
  const engine = await startEngineProcess({
    env: {
      PORT: await findPort(),
      PROXIMA_DATA_DIR: dataDir,
      PROXIMA_JWT_SECRET: secret,
      PROXIMA_ADMIN_TOKEN: operatorToken,
      PROXIMA_CLOCK: 'events',
      PROXIMA_DEMO: 'true',
      PROXIMA_CATALOG: CATALOG,
      LOG_LEVEL: 'warn',
    },
    onLog: (line) => {
      log.push(line);
      if (log.length > 5) log.shift();
    },
  });
  const simulation = new Simulation({
    ...options,
    url: engine.url,
    operatorToken,
    deviceToken: (subject) => signToken({ secret, role: 'device', subject, ttlSeconds: TOKEN_TTL_SECONDS }),
    catalog,
    observer: screen,
    onJump: (_fromMs, toMs) => screen.showJump(toMs),
  });
  const scientist = await signToken({ secret, role: 'scientist', subject: 'demo', ttlSeconds: TOKEN_TTL_SECONDS });
  const access = options.once ? undefined : writeDemoAccess(engine.url, scientist);
  const over = new AbortController();
  try {
    const ends = [interrupted, engineGone(engine, over.signal), enoughOffers(screen)];
    if (options.once) ends.push(patience(over.signal));
    const wayIn = options.once ? undefined : wayInto(engine.url, operatorToken, access);
    screen.showScene(options, { ...simulation, offerCount: catalog.offers.length }, wayIn);
    const early = await Promise.race([simulation.start(), ...ends]);
    if (early) return early;
    const figures = setInterval(() => screen.showFigures(simulation.nowMs), FIGURES_EVERY_MS);
    over.signal.addEventListener('abort', () => clearInterval(figures));
    return await Promise.race(ends);
  } finally {
    over.abort();
    simulation.stop();
    access?.remove();
    await engine.stop();
  }
}

/** What there is to see from outside, a line each. */
function wayInto(url: string, operatorToken: string, access: DemoAccess | undefined): string {
  return [
    `A phone to try:   ${url}/phone`,
    `The city, live:   ${url}/city`,
    'What is known of a customer:',
    `curl -H "Authorization: Bearer ${operatorToken}" ${url}/v1/customers/c-019/profile`,
    ...(access ? [`For a scientist:  . ${access.file}`] : []),
  ].join('\n');
}

/** The usual port when it is free, so that the engine can be found; any other one else. */
async function findPort(): Promise<string> {
  if (process.env.PORT) return process.env.PORT;
  const probe = createServer();
  const isFree = await new Promise<boolean>((resolve) => {
    probe.once('error', () => resolve(false));
    probe.listen(USUAL_PORT, '127.0.0.1', () => probe.close(() => resolve(true)));
  });
  return isFree ? String(USUAL_PORT) : '0';
}

/** The last customers get a moment to answer. */
async function enoughOffers(screen: Screen): Promise<Ending> {
  await screen.enough();
  await setTimeout(ANSWERING_MS);
  return 'enough-offers';
}

async function patience(over: AbortSignal): Promise<Ending> {
  // Called off when the demo ends earlier, which nobody waits to hear.
  await setTimeout(PATIENCE_MS, undefined, { signal: over }).catch(() => {});
  return 'out-of-patience';
}

function exitCode(ending: Ending, screen: Screen, log: readonly string[]): number {
  const failure = screen.lastFailure && `\nLast failure: ${screen.lastFailure}`;
  if (ending === 'engine-gone') {
    process.stderr.write(`The engine ended by itself.${failure}\nIts last words:\n${log.join('\n')}\n`);
    return 1;
  }
  if (ending !== 'out-of-patience' || screen.offers > 0) return 0;
  const reasons = screen.topSilences(5).map(([code, times]) => `${code} ${times}`);
  process.stderr.write(
    `No offer within ${PATIENCE_MS / 1000} s. Silences: ${reasons.join(', ') || 'none; no report was answered'}.${failure}\n`,
  );
  return 1;
}
