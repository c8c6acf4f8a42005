import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { startEngineProcess } from '../../src/commands/engine-process.js';
import { PATIENT } from './patient.js';

interface Built {
  startEngineProcess: typeof startEngineProcess;
}

const ENTRY = 'dist/src/main.js';
const SOURCES = ['src', 'sdk/src', 'test/prove'];

/**
 * The engine as it is shipped, built anew when a source is younger than the build. `npm test` builds before any test runs:
 * two tests that build at once would take the files from under each other.
 */
export async function loadBuiltEngine(): Promise<Built> {
  if (!existsSync(ENTRY) || Math.max(...SOURCES.map(newest)) > statSync(ENTRY).mtimeMs) {
    execFileSync('npm', ['run', 'build'], { stdio: ['ignore', 'ignore', 'pipe'] });
  }
  const built = '../../dist/src/commands/engine-process.js';
  const { startEngineProcess: start } = (await import(built)) as Built;
  return { startEngineProcess: ({ env, ...options }) => start({ ...options, env: { ...PATIENT, ...env } }) };
}

function newest(folder: string): number {
  const names = readdirSync(folder, { recursive: true }) as string[];
  return Math.max(...names.map((name) => statSync(join(folder, name)).mtimeMs));
}
