import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ProbeCode, ProbeReport, ProbeTask } from './probe-report.js';

/** What a model may take while it is tried. */
export interface ProbeLimits {
  /** The runtime itself takes some 100 MB of it. */
  readonly memoryKib: number;
  /** By the clock, and of processor time. */
  readonly seconds: number;
  readonly openFiles: number;
}

export const PROBE_LIMITS: ProbeLimits = { memoryKib: 1_200_000, seconds: 5, openFiles: 64 };

/**
 * No file can be written, no memory image is left behind; what counts against memory is what the process may write to. The
 * first end of processor time is by a signal that says so.
 */
function within({ memoryKib, seconds, openFiles }: ProbeLimits): string {
  const time = `ulimit -H -t ${seconds + 1}; ulimit -S -t ${seconds}`;
  return `ulimit -d ${memoryKib}; ulimit -f 0; ulimit -c 0; ulimit -n ${openFiles}; ${time}; exec "$@"`;
}

/** Tries a model in a process of its own, which may die of it. */
export function runProbe(task: ProbeTask, limits: ProbeLimits = PROBE_LIMITS): Promise<ProbeReport> {
  const { seconds } = limits;
  const entry = fileURLToPath(new URL('./probe.entry.js', import.meta.url));
  const child = spawn('/bin/sh', ['-c', within(limits), 'sh', process.execPath, entry], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    serialization: 'advanced',
    // Nothing of ours, above all no secret, is its business.
    env: { ORT_DISABLE_TELEMETRY: '1', PATH: process.env.PATH ?? '' },
  });
  return new Promise((resolve) => {
    const fail = (code: ProbeCode, message: string) => finish({ inputs: [], outputs: [], fault: { code, message } });
    const failByTime = () => fail('PROBE_TIME', `the model was not done within ${seconds} s`);
    const timer = setTimeout(failByTime, seconds * 1000);
    let told: ProbeReport | undefined;
    const finish = (report: ProbeReport) => {
      clearTimeout(timer);
      told ??= report;
      // Only whoever started it can bury it: a thread that went before its end would leave it behind as a zombie.
      if (isRunning(child)) child.kill('SIGKILL');
      else resolve(told);
    };
    child.on('message', (word: ProbeReport | 'ready') => {
      // A child that dies before it has read the task says so by its exit.
      if (word === 'ready') child.send(task, () => undefined);
      else finish(word);
    });
    child.once('error', (error) => fail('PROBE_ENDED', `the probe could not be started: ${error.message}`));
    child.once('exit', (code, signal) => {
      if (told) return resolve(told);
      if (signal === 'SIGXCPU') return failByTime();
      fail(
        'PROBE_ENDED',
        `the process that tried the model ended (${signal ?? `code ${code}`}): it takes too much memory, or breaks the runtime`,
      );
    });
  });
}

function isRunning({ pid, exitCode, signalCode }: ChildProcess): boolean {
  return pid !== undefined && exitCode === null && signalCode === null;
}
