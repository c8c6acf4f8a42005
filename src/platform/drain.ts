import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import type { Namespace, Socket } from 'socket.io';

/** Phones are told, balancers see the probe fail, and what still comes in is still answered. */
const NOTICE_MS = 1_000;
/** Longer than any message takes, with the deadlines of Redis (`PROXIMA_REDIS_TIMEOUT_MS` at its most) and of the model. */
const IN_FLIGHT_MS = 5_000;
const CLOSE_MS = 1_000;
/** All at once would be a flood for those who take over: one phone a millisecond, within limits. */
const SOONEST_RETRY_MS = 250;
const SHORTEST_SPREAD_MS = 2_000;
const LONGEST_SPREAD_MS = 30_000;

/**
 * The way out of service: first the notice, then nothing new is taken, what was taken is answered, and the sockets close.
 * Every message that came in gets its ack, or sees the socket close.
 */
@Injectable()
export class Drain {
  readonly #namespaces: Namespace[] = [];
  #phase: 'serving' | 'draining' | 'closed' = 'serving';
  #inFlight = 0;
  #whenIdle?: () => void;

  /** The sockets that are to be told and closed. */
  attach(namespace: Namespace): void {
    this.#namespaces.push(namespace);
  }

  /** Answers still, but wants to be left. */
  get isDraining(): boolean {
    return this.#phase !== 'serving';
  }

  /** Takes no new message. */
  get isClosed(): boolean {
    return this.#phase === 'closed';
  }

  /** A message is taken; `leave` must follow when it is answered. */
  enter(): void {
    this.#inFlight += 1;
  }

  leave(): void {
    this.#inFlight -= 1;
    if (this.#inFlight === 0) this.#whenIdle?.();
  }

  /** Gives the notice; `run` does the whole way. */
  begin(): void {
    if (this.isDraining) return;
    this.#phase = 'draining';
    const sockets = this.sockets();
    const spreadMs = Math.min(Math.max(sockets.length, SHORTEST_SPREAD_MS), LONGEST_SPREAD_MS);
    for (const socket of sockets) {
      const retryAfterMs = Math.round(SOONEST_RETRY_MS + Math.random() * spreadMs);
      socket.emit('session:hint', { draining: true, retryAfterMs });
    }
  }

  /** Resolves when nothing is in flight and no socket is open, or when the time for that is up. */
  async run(): Promise<void> {
    this.begin();
    if (this.sockets().length > 0) await sleep(NOTICE_MS);
    this.#phase = 'closed';
    await this.idle();
    await this.closeSockets();
  }

  private sockets(): Socket[] {
    return this.#namespaces.flatMap(({ sockets }) => [...sockets.values()]);
  }

  private async idle(): Promise<void> {
    if (this.#inFlight === 0) return;
    const idle = new Promise<void>((resolve) => (this.#whenIdle = resolve));
    await withinTime(IN_FLIGHT_MS, idle);
  }

  /** Each connection sends what it holds, and is then closed: phones take that for a lost line and connect anew. */
  private async closeSockets(): Promise<void> {
    const connections = this.sockets().map(({ conn }) => conn);
    const closed = connections.map((conn) => new Promise<void>((resolve) => conn.once('close', () => resolve())));
    for (const conn of connections) conn.close();
    await withinTime(CLOSE_MS, Promise.all(closed));
  }
}

async function withinTime(ms: number, work: Promise<unknown>): Promise<void> {
  const over = new AbortController();
  await Promise.race([work, sleep(ms, undefined, { signal: over.signal }).catch(() => undefined)]);
  over.abort();
}
