import { readFileSync } from 'node:fs';

/** Stands for a start time that the system does not tell (no /proc, as on macOS). */
export const UNKNOWN_START = '0';

/** Clock ticks from boot to the start of the process: with the pid it names one process, even when the pid is used again. */
export function startTicksOf(pid: number): string {
  return readStat(pid)?.startTicks ?? UNKNOWN_START;
}

export function isProcessLiving(pid: number, startTicks: string): boolean {
  if (!acceptsSignals(pid)) return false;
  const stat = readStat(pid);
  if (!stat || startTicks === UNKNOWN_START) return true;
  // A zombie still accepts signals: in a container without an init nobody may ever collect it.
  return stat.state !== 'Z' && stat.state !== 'X' && stat.startTicks === startTicks;
}

function acceptsSignals(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function readStat(pid: number): { state: string; startTicks: string } | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name, in brackets, may hold blanks and brackets: what follows the last one is regular.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { state: fields[0] ?? '', startTicks: fields[19] ?? UNKNOWN_START };
  } catch {
    return undefined;
  }
}
