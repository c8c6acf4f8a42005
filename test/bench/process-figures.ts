import { readdirSync, readFileSync } from 'node:fs';

/** A process and those that it has started, to any depth; the process alone where there is no /proc. */
export function familyOf(pid: number): number[] {
  try {
    const children = readdirSync(`/proc/${pid}/task`).flatMap((thread) =>
      readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
    );
    return [pid, ...children.flatMap(familyOf)];
  } catch {
    return [pid];
  }
}

/** Processor time of all threads of a process and its children, in microseconds; undefined where there is no /proc. */
export function cpuUsOf(pid: number): number | undefined {
  try {
    let sumNs = 0;
    // The scheduler's own count is exact; utime + stime come in ticks of ten milliseconds.
    for (const process of familyOf(pid)) {
      for (const thread of readdirSync(`/proc/${process}/task`)) {
        sumNs += Number(readFileSync(`/proc/${process}/task/${thread}/schedstat`, 'utf8').split(' ')[0]);
      }
    }
    return sumNs / 1000;
  } catch {
    return undefined;
  }
}

/** Resident memory of a process in KiB; undefined where there is no /proc. */
export function rssKibOf(pid: number): number | undefined {
  try {
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]);
  } catch {
    return undefined;
  }
}

/** The one-minute load of the machine before the bench adds its own. */
export function loadAverage(): number | undefined {
  try {
    return Number(readFileSync('/proc/loadavg', 'utf8').split(' ')[0]);
  } catch {
    return undefined;
  }
}
