import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Say } from './proof.js';
import type { CommandResult } from './run-command.js';

const DONE = /^shell-session-done (\d+)$/;

/** One shell into which a reader enters line after line: what a line sets holds for the next. */
export class ShellSession {
  readonly #shell: ChildProcess;
  readonly #ended: Promise<never>;
  #lines: (line: string) => void = () => {};

  constructor(cwd: string, env: NodeJS.ProcessEnv, say: Say) {
    this.#shell = spawn('bash', ['--noprofile', '--norc'], { cwd, env, stdio: 'pipe', detached: true });
    this.#ended = new Promise((_resolve, reject) => {
      this.#shell.once('exit', (code) => reject(new Error(`The shell ended with code ${code}`)));
    });
    // It ends at last, when nobody waits for it any more.
    this.#ended.catch(() => {});
    createInterface(this.#shell.stdout!).on('line', (line) => {
      if (!DONE.test(line)) say(`  ${line}`);
      this.#lines(line);
    });
    process.once('exit', this.end);
  }

  /** @throws Error when it takes too long. */
  async enter(command: string, timeoutMs: number): Promise<CommandResult> {
    let lastLine = '';
    const done = new Promise<number>((resolve) => {
      this.#lines = (line) => {
        const code = DONE.exec(line)?.[1];
        if (code !== undefined) resolve(Number(code));
        else if (line.trim()) lastLine = line;
      };
    });
    // In this very shell, and without its input: that is the lines to come.
    this.#shell.stdin!.write(`{ ${command}\n} </dev/null 2>&1\nprintf '\\nshell-session-done %s\\n' $?\n`);
    const late = AbortSignal.timeout(timeoutMs);
    const tooLate = new Promise<never>((_resolve, reject) => {
      late.addEventListener('abort', () => reject(new Error(`Not done after ${timeoutMs / 1000} s: ${command}`)));
    });
    return { code: await Promise.race([done, this.#ended, tooLate]), lastLine };
  }

  /** Also ends what it has started. */
  readonly end = (): void => {
    process.off('exit', this.end);
    try {
      process.kill(-this.#shell.pid!, 'SIGKILL');
    } catch {
      // Nothing of it is left.
    }
  };
}
