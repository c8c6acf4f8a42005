import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { familyOf } from './process-figures.js';
import type { ProbeReading } from './probe.js';

/** The environment that loads the probe into a child of Node. */
export function probeEnv(dir: string, profile: boolean): Record<string, string> {
  const probe = new URL('probe.js', import.meta.url).href;
  const options = [process.env.NODE_OPTIONS, `--import=${probe}`].filter(Boolean).join(' ');
  return { NODE_OPTIONS: options, BENCH_PROBE_DIR: dir, ...(profile ? { BENCH_PROFILE: '1' } : {}) };
}

/** Asks one process for its figures. */
export class Probed {
  private readings = 0;

  constructor(
    private readonly pid: number,
    private readonly dir: string,
  ) {}

  /** Memory and collections of the process and its children together, and the longest delay of any of their loops. */
  async read(): Promise<ProbeReading> {
    this.readings++;
    const all = await Promise.all(familyOf(this.pid).map((pid) => this.readOne(pid)));
    const sum = (key: keyof ProbeReading) => all.reduce((total, reading) => total + reading[key], 0);
    const loopDelayP99Ms = Math.max(...all.map((reading) => reading.loopDelayP99Ms));
    return {
      rssKib: sum('rssKib'),
      heldKib: sum('heldKib'),
      loopDelayP99Ms,
      gcCount: sum('gcCount'),
      gcPauseMs: sum('gcPauseMs'),
    };
  }

  private async readOne(pid: number): Promise<ProbeReading> {
    const path = join(this.dir, `${pid}-${this.readings}.json`);
    process.kill(pid, 'SIGUSR2');
    for (let waitedMs = 0; waitedMs < 5000; waitedMs += 10) {
      if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8')) as ProbeReading;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    throw new Error(`process ${pid} gave no reading within five seconds`);
  }

  get profilePath(): string {
    return join(this.dir, `${this.pid}.cpuprofile`);
  }
}
