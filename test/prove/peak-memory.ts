import { readdirSync, readFileSync } from 'node:fs';

const LOOK_MS = 50;

/** The most that a process and its children held at once, in MiB, as Linux counts what is resident; looked at 20 times a second. */
export class PeakMemory {
  #peak = 0;
  #peakOfChildren = 0;
  readonly #timer: NodeJS.Timeout;

  constructor(private readonly pid: number) {
    this.#timer = setInterval(() => this.look(), LOOK_MS);
    this.look();
  }

  get mib(): number {
    return Math.round(this.#peak);
  }

  /** Of the children alone. */
  get childrenMib(): number {
    return Math.round(this.#peakOfChildren);
  }

  /** From here on. */
  restart(): void {
    this.#peak = 0;
    this.#peakOfChildren = 0;
    this.look();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  private look(): void {
    const children = childrenOf(this.pid).reduce((sum, pid) => sum + residentMib(pid), 0);
    this.#peakOfChildren = Math.max(this.#peakOfChildren, children);
    this.#peak = Math.max(this.#peak, children + residentMib(this.pid));
  }
}

function childrenOf(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
    );
  } catch {
    return [];
  }
}

function residentMib(pid: number): number {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
