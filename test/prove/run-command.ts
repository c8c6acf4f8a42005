import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { repositoryRoot } from './repository.js';
import type { Say } from './proof.js';

export interface CommandResult {
  /** 0 when all went well; 124 when the time was up, as timeout(1) has it. */
  code: number;
  lastLine: string;
}

export interface CommandOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  timeoutMs: number;
  say: Say;
}

/** Runs a command to its end and tells its lines; what it leaves running in its group is ended with it. */
export async function runCommand(
  command: string,
  args: readonly string[],
  { cwd = repositoryRoot, env = process.env, timeoutMs, say }: CommandOptions,
): Promise<CommandResult> {
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const endGroup = (signal: NodeJS.Signals) => {
    try {
      process.kill(-child.pid!, signal);
    } catch {
      // Nothing of the group is left.
    }
  };
  const endNow = () => endGroup('SIGKILL');
  process.once('exit', endNow);
  let lastLine = '';
  createInterface(child.stdout).on('line', (line) => {
    if (line.trim()) lastLine = line;
    say(`  ${line}`);
  });
  createInterface(child.stderr).on('line', (line) => say(`  ${line}`));
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    endGroup('SIGTERM');
    setTimeout(endNow, 5_000).unref();
  }, timeoutMs);
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', (error) => reject(new Error(`${command} cannot be run: ${error.message}`)));
    child.once('close', (exitCode) => resolve(exitCode ?? 1));
  }).finally(() => {
    clearTimeout(timer);
    endGroup('SIGTERM');
    process.off('exit', endNow);
  });
  return { code: timedOut ? 124 : code, lastLine };
}

/** The summary that our commands print as their last line. */
export function summaryOf({ code, lastLine }: CommandResult): Record<string, unknown> {
  try {
    const summary: unknown = JSON.parse(lastLine);
    if (typeof summary === 'object' && summary !== null) return summary as Record<string, unknown>;
  } catch {
    // Told below.
  }
  throw new Error(`It ended with code ${code} and without a summary; its last line: ${lastLine || '(none)'}`);
}
