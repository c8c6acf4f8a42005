// The simulated clock: faster than the real one, but never faster than the engine answers.
import { Agenda } from './agenda.js';

const TICK_MS = 10;
/** More unanswered messages than this, and the clock stands still until answers come: nothing is ever dropped. */
const MAX_UNANSWERED = 24;
/** When nothing happens for so long, everybody sleeps, and the clock jumps. */
const JUMP_MS = 20 * 60_000;

export class Pace {
  readonly agenda = new Agenda();
  private unanswered = 0;
  private timer: NodeJS.Timeout | undefined;
  private lastTick = 0;

  constructor(
    public nowMs: number,
    private readonly speed: number,
    private readonly onJump: (fromMs: number, toMs: number) => void,
  ) {}

  start(): void {
    this.lastTick = performance.now();
    this.timer = setInterval(() => this.tick(), TICK_MS);
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  /** Counts work as unanswered until it is done. The work must not reject. */
  async hold(work: Promise<unknown>): Promise<void> {
    this.unanswered += 1;
    await work.finally(() => (this.unanswered -= 1));
  }

  private tick(): void {
    const realMs = Math.min(100, performance.now() - this.lastTick);
    this.lastTick = performance.now();
    if (this.unanswered >= MAX_UNANSWERED) return;
    this.nowMs = Math.round(this.nowMs + realMs * this.speed);
    this.jumpOverSleep();
    while (this.timer && this.unanswered < MAX_UNANSWERED) {
      const action = this.agenda.takeDue(this.nowMs);
      if (!action) return;
      action();
    }
  }

  private jumpOverSleep(): void {
    const nextMs = this.agenda.nextMs;
    if (this.unanswered > 0 || nextMs === undefined || nextMs - this.nowMs < JUMP_MS) return;
    this.onJump(this.nowMs, nextMs);
    this.nowMs = nextMs;
  }
}
