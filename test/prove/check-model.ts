import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Inspection } from '../../src/release/inspect-model.js';
import { repositoryRoot } from './repository.js';

/** A missing value is null, as JSON has it. */
export type SampleRow = readonly (number | null)[];

/** What `npm run model -- check` says in its last line. */
export interface ModelWord extends Pick<Inspection, 'verdict' | 'code' | 'message' | 'advice'> {
  readonly exitCode: number;
  /** The lines for people. */
  readonly lines: readonly string[];
  readonly probability?: { readonly output: string; readonly column: number };
  readonly takesMissing?: boolean;
  readonly batch?: number;
  readonly scores?: readonly number[];
}

interface Ask {
  readonly rows?: readonly SampleRow[];
  readonly output?: string;
}

const PATIENCE_MS = 60_000;

/** Runs the command as a data scientist does, in a process of its own. `folder` holds the rows that are sent along. */
export async function checkModel(path: string, folder: string, { rows, output }: Ask = {}): Promise<ModelWord> {
  const args = [join(repositoryRoot, 'dist', 'src', 'commands', 'model.command.js'), 'check', path, '--scores'];
  if (output !== undefined) args.push('--output', output);
  if (rows) {
    const sample = join(folder, 'rows.json');
    await writeFile(sample, JSON.stringify(rows));
    args.push('--sample', sample);
  }
  const { exitCode, stdout, stderr } = await run(args);
  const lines = stdout.trim().split('\n');
  try {
    return { ...(JSON.parse(lines.pop() ?? '') as Omit<ModelWord, 'exitCode' | 'lines'>), exitCode, lines };
  } catch {
    throw new Error(`model check ${path} ended with code ${exitCode} and without a word: ${stderr.slice(0, 500)}`);
  }
}

function run(args: readonly string[]): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const options = {
      timeout: PATIENCE_MS,
      maxBuffer: 64 * 2 ** 20,
      env: { ...process.env, ORT_DISABLE_TELEMETRY: '1' },
    };
    execFile(process.execPath, [...args], options, (error, stdout, stderr) => {
      const { code } = (error ?? { code: 0 }) as { code?: unknown };
      resolve({ exitCode: typeof code === 'number' ? code : 1, stdout, stderr });
    });
  });
}

/** The exit code that goes with a verdict. */
export function isToldByExit({ verdict, exitCode }: ModelWord): boolean {
  return exitCode === (verdict === 'accepted' ? 0 : 3);
}

/** How far apart two lists of numbers are at most; of another length: infinitely. */
export function furthest(found: readonly number[] = [], wanted: readonly number[]): number {
  if (found.length !== wanted.length) return Infinity;
  return wanted.reduce((most, want, i) => Math.max(most, Math.abs(want - found[i]!)), 0);
}
