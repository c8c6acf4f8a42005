import type { Clock } from './clock.js';
import type { Fix, NextReport, PositionAck } from './contract.js';
import { ProximaError } from './errors.js';
import type { Line } from './line.js';

interface Next {
  readonly fix: Fix;
  readonly mayGo: () => boolean;
  readonly resolve: (ack: PositionAck) => void;
  readonly reject: (error: unknown) => void;
}

const UNKNOWN_NEXT: NextReport = { afterMs: 5_000, minMetres: 25, why: 'COALESCED' };

/** Positions, one at a time: while one is on its way, the newest waits and the others give way to it. */
export class Reports {
  #isSending = false;
  #next?: Next;
  #nextReport = UNKNOWN_NEXT;
  /** Not before this (epoch ms): the engine has asked for it. */
  #notBefore = 0;

  constructor(
    private readonly line: Line,
    private readonly clock: Clock,
  ) {}

  /** @param mayGo is asked when its turn comes: consent may be withdrawn while it waits. */
  send(fix: Fix, mayGo: () => boolean): Promise<PositionAck> {
    const answer = new Promise<PositionAck>((resolve, reject) => {
      this.#next?.resolve({ accepted: 0, nextReport: this.#nextReport, outcome: { silence: 'COALESCED' } });
      this.#next = { fix, mayGo, resolve, reject };
    });
    if (!this.#isSending) void this.sendAll();
    return answer;
  }

  private async sendAll(): Promise<void> {
    this.#isSending = true;
    for (let next = this.takeNext(); next; next = this.takeNext()) {
      await this.sendOne(next).then(next.resolve, next.reject);
    }
    this.#isSending = false;
  }

  private takeNext(): Next | undefined {
    const next = this.#next;
    this.#next = undefined;
    return next;
  }

  private async sendOne({ fix, mayGo }: Next): Promise<PositionAck> {
    if (!mayGo()) throw new ProximaError('CONSENT_MISSING');
    const waitMs = this.#notBefore - this.clock.now();
    if (waitMs > 0) throw new ProximaError('RATE_LIMITED', undefined, [], waitMs);
    try {
      const ack = await this.line.send('position:report', fix);
      this.#nextReport = ack.nextReport;
      return ack;
    } catch (error) {
      this.#notBefore = this.clock.now() + ((error as ProximaError).retryAfterMs ?? 0);
      throw error;
    }
  }
}
