import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
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

  async read(): Promise<ProbeReading> {
    const path = join(this.dir, `${this.pid}-${++this.readings}.json`);
    process.kill(this.pid, 'SIGUSR2');
    for (let waitedMs = 0; waitedMs < 5000; waitedMs += 10) {
      if (existsSync(path)) return JSON.parse(readFileSync(path, 'utf8')) as ProbeReading;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    throw new Error(`process ${this.pid} gave no reading within five seconds`);
  }

  get profilePath(): string {
    return join(this.dir, `${this.pid}.cpuprofile`);
  }
}
