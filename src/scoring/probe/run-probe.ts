import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ProbeCode, ProbeReport, ProbeTask } from './probe-report.js';

/** What a model may take while it is tried. The runtime itself takes some 100 MB of it. */
export const PROBE_LIMITS = { memoryKib: 1_200_000, seconds: 5, openFiles: 64 } as const;

const { memoryKib, seconds, openFiles } = PROBE_LIMITS;
/** No file can be written, no memory image is left behind; what counts against memory is what the process may write to. */
const WITHIN_LIMITS = `ulimit -d ${memoryKib}; ulimit -f 0; ulimit -c 0; ulimit -n ${openFiles}; ulimit -t ${seconds}; exec "$@"`;

/** Tries a model in a process of its own, which may die of it. */
export function runProbe(task: ProbeTask): Promise<ProbeReport> {
  const entry = fileURLToPath(new URL('./probe.entry.js', import.meta.url));
  const child = spawn('/bin/sh', ['-c', WITHIN_LIMITS, 'sh', process.execPath, entry], {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    serialization: 'advanced',
    // Nothing of ours, above all no secret, is its business.
    env: { ORT_DISABLE_TELEMETRY: '1', PATH: process.env.PATH ?? '' },
  });
  return new Promise((resolve) => {
    const fail = (code: ProbeCode, message: string) => finish({ inputs: [], outputs: [], fault: { code, message } });
    const timer = setTimeout(() => fail('PROBE_TIME', `the model was not done within ${seconds} s`), seconds * 1000);
    const finish = (report: ProbeReport) => {
      clearTimeout(timer);
      child.kill('SIGKILL');
      resolve(report);
    };
    child.on('message', (word: ProbeReport | 'ready') => {
      // A child that dies before it has read the task says so by its exit.
      if (word === 'ready') child.send(task, () => undefined);
      else finish(word);
    });
    child.once('error', (error) => fail('PROBE_ENDED', `the probe could not be started: ${error.message}`));
    child.once('exit', (code, signal) =>
      fail(
        'PROBE_ENDED',
        `the process that tried the model ended (${signal ?? `code ${code}`}): it takes too much memory, or breaks the runtime`,
      ),
    );
  });
}
