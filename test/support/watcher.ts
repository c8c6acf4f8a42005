import type { Socket } from 'socket.io-client';
import type { DecisionSample, FeedbackSample, FiguresTick } from '../../src/contract/console.js';
import type { Role } from '../../src/platform/auth/claims.js';
import { heard, openSocket } from './device.js';
import { findUntoldPush } from './told-contract.js';
import { tokenFor } from './tokens.js';

/** Somebody at a console: what it was sent, held against the contract. */
export class Watcher {
  readonly decisions: DecisionSample[] = [];
  readonly feedback: FeedbackSample[] = [];
  readonly ticks: FiguresTick[] = [];
  readonly untold: string[] = [];
  batches = 0;
  largestBatch = 0;

  private constructor(readonly socket: Socket) {
    socket.onAny((event: string, payload: unknown) => {
      const untold = event === 'session:hint' ? undefined : findUntoldPush(event, payload);
      if (untold) this.untold.push(untold);
    });
    socket.on('decision:sample', (samples: DecisionSample[]) => {
      this.batches += 1;
      this.largestBatch = Math.max(this.largestBatch, samples.length);
      this.decisions.push(...samples);
    });
    socket.on('feedback:sample', (samples: FeedbackSample[]) => this.feedback.push(...samples));
    socket.on('figures:tick', (tick: FiguresTick) => this.ticks.push(tick));
  }

  /** Returns after the first tick: from then on everything is seen. */
  static async watch(url: string, role: Role = 'operator', tenant = 'default'): Promise<Watcher> {
    const socket = openSocket(url, '/v1/console', { token: await tokenFor(role, 'looker', tenant) });
    const watcher = new Watcher(socket);
    const { event, value } = await heard(socket, 'connect', 'connect_error');
    if (event === 'connect_error') throw value as Error;
    await heard(socket, 'figures:tick');
    return watcher;
  }

  /** Of all ticks together. */
  total(count: (tick: FiguresTick) => number): number {
    return this.ticks.reduce((sum, tick) => sum + count(tick), 0);
  }

  close(): void {
    this.socket.disconnect();
  }
}
