import { readFileSync } from 'node:fs';
import type { EngineProcess } from '../../src/commands/engine-process.js';

const LOOK_EVERY_MS = 100;

export interface Look {
  /** When the answer was there, of performance.now(). */
  readonly at: number;
  readonly pid: number;
  /** Of readiness; 0 when none came. */
  readonly status: number;
  readonly reasons: string;
  readonly isLive: boolean;
  readonly rssMb: number;
}

/** Looks at the engines ten times a second, as a load balancer and an operator would. */
export class OutageWatch {
  readonly looks: Look[] = [];
  readonly #timers: NodeJS.Timeout[];

  constructor(engines: readonly EngineProcess[]) {
    this.#timers = engines.map((engine) => setInterval(() => void this.look(engine), LOOK_EVERY_MS));
  }

  stop(): void {
    for (const timer of this.#timers) clearInterval(timer);
  }

  /** ms from `sinceMs` until the last engine was first seen with this status; Infinity when one never was. */
  msUntil(status: number, sinceMs: number): number {
    const pids = [...new Set(this.looks.map(({ pid }) => pid))];
    const firsts = pids.map((pid) => {
      const seen = this.looks.find((look) => look.pid === pid && look.at > sinceMs && look.status === status);
      return seen ? seen.at - sinceMs : Infinity;
    });
    return Math.round(Math.max(...firsts));
  }

  between(fromMs: number, toMs: number): Look[] {
    return this.looks.filter(({ at }) => at > fromMs && at <= toMs);
  }

  private async look({ url, pid }: EngineProcess): Promise<void> {
    const [ready, live] = await Promise.all([
      fetch(`${url}/health/ready`).then(
        async (answer) => ({ status: answer.status, reasons: (await answer.json()) as { reasons: string[] } }),
        () => ({ status: 0, reasons: { reasons: [] } }),
      ),
      fetch(`${url}/health/live`).then(
        ({ ok }) => ok,
        () => false,
      ),
    ]);
    const { status, reasons } = ready;
    const at = performance.now();
    this.looks.push({ at, pid, status, reasons: reasons.reasons.join(), isLive: live, rssMb: rssOf(pid) });
  }
}

/** As Linux counts it; 0 when the process is gone. */
function rssOf(pid: number): number {
  try {
    return Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024);
  } catch {
    return 0;
  }
}
