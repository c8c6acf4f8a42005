import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { DEMO_ACCESS_FILE } from '../../src/commands/demo-access.js';
import type { Say } from './proof.js';

const ASK_EVERY_MS = 500;
const ENDING_MS = 30_000;
const FIGURES = / phones · /;

export interface StartedDemo {
  readonly url: string;
  readonly token: string;
  /** Ctrl-C. @returns whether it ended by itself. */
  stop(): Promise<boolean>;
}

/** Starts a demo as its reader does, and waits until it lets a scientist in. @throws Error when it does not. */
export async function startDemo(
  command: string,
  cwd: string,
  env: NodeJS.ProcessEnv,
  patienceMs: number,
  say: Say,
): Promise<StartedDemo> {
  const child = spawn('bash', ['-c', command], { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const signal = (name: NodeJS.Signals) => {
    try {
      process.kill(-child.pid!, name);
    } catch {
      // It is gone.
    }
  };
  const stopNow = () => signal('SIGINT');
  process.once('exit', stopNow);
  let isOver = false;
  const ended = new Promise<void>((resolve) =>
    child.once('close', () => {
      isOver = true;
      resolve();
    }),
  );
  for (const stream of [child.stdout, child.stderr])
    createInterface(stream).on('line', (line) => FIGURES.test(line) && say(`  ${line}`));
  const file = join(cwd, DEMO_ACCESS_FILE);
  for (const until = Date.now() + patienceMs; !existsSync(file); await setTimeout(ASK_EVERY_MS)) {
    if (!isOver && Date.now() < until) continue;
    stopNow();
    throw new Error(`The demo has let no scientist in: ${isOver ? 'it ended' : 'it took too long'}`);
  }
  const [url, token] = readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.slice(line.indexOf('=') + 1));
  return {
    url: url!,
    token: token!,
    async stop() {
      stopNow();
      await Promise.race([ended, setTimeout(ENDING_MS, undefined, { ref: false })]);
      const endedByItself = isOver;
      signal('SIGKILL');
      process.off('exit', stopNow);
      return endedByItself;
    },
  };
}
