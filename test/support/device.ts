import { io, type Socket } from 'socket.io-client';
import type { ConsentSet } from '../../src/contract/consent.js';
import type { DecisionAnswer, OfferPush } from '../../src/contract/decision.js';
import type { Ack } from '../../src/contract/errors.js';
import type { FeedbackResult } from '../../src/contract/feedback.js';
import type { InboxAnswer, OfferRetract } from '../../src/contract/inbox.js';
import type { PositionAck } from '../../src/contract/position.js';
import { SQUARE } from './catalog.js';
import { eventually } from './eventually.js';
import { findUntoldAck, findUntoldPush } from './told-contract.js';

const ACK_TIMEOUT_MS = 5_000;

/** A fix on the square, of a customer who walks past. */
export function aFix(changes: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    ...SQUARE,
    accuracyMetres: 8,
    at: Date.now(),
    speedMps: 1.4,
    headingDeg: 90,
    activity: 'walking',
    ...changes,
  };
}

/** A phone: one socket, its pushes in the order they came, each acked as a real phone would. */
export class Device {
  readonly pushes: OfferPush[] = [];
  readonly retracts: OfferRetract[] = [];
  /** What was acked or pushed that the contract does not tell: the next that is awaited fails with it. */
  readonly untold: string[] = [];

  constructor(readonly socket: Socket) {
    socket.on('offer:push', (offer: OfferPush, ack: () => void) => {
      this.note(findUntoldPush('offer:push', offer));
      this.pushes.push(offer);
      ack();
    });
    socket.on('offer:retract', (retract: OfferRetract) => {
      this.note(findUntoldPush('offer:retract', retract));
      this.retracts.push(retract);
    });
  }

  /** Sends and waits for the ack. A message without one is a fault of the engine. */
  async send<T = unknown>(event: string, ...payload: unknown[]): Promise<Ack<T>> {
    const ack = (await this.socket.timeout(ACK_TIMEOUT_MS).emitWithAck(event, ...payload)) as Ack<T>;
    this.note(findUntoldAck(event, ack));
    this.checkTold();
    return ack;
  }

  /** As `send`, for what must go well. */
  async ask<T>(event: string, payload: unknown): Promise<T> {
    const ack = await this.send<T>(event, payload);
    if (!ack.ok) throw new Error(`${event}: ${JSON.stringify(ack.error)}`);
    return ack.data;
  }

  report(changes: Record<string, unknown> = {}): Promise<PositionAck> {
    return this.ask('position:report', aFix(changes));
  }

  request(changes: Record<string, unknown> = {}): Promise<DecisionAnswer> {
    return this.ask('offer:request', { touchpoint: 'app-screen', placements: ['card'], ...changes });
  }

  feedback(...events: unknown[]): Promise<FeedbackResult[]> {
    return this.ask('feedback:report', { events });
  }

  grant(purpose: ConsentSet['purpose'], changes: Partial<ConsentSet> = {}): Promise<unknown> {
    return this.ask('consent:set', { purpose, status: 'granted', textVersion: '2026-1', ...changes });
  }

  withdraw(purpose: ConsentSet['purpose'], changes: Partial<ConsentSet> = {}): Promise<unknown> {
    return this.grant(purpose, { status: 'withdrawn', ...changes });
  }

  async grantAll(): Promise<this> {
    await Promise.all([this.grant('location'), this.grant('profiling'), this.grant('marketing')]);
    return this;
  }

  /** The `count`-th push, when it has come. */
  async push(count = 1): Promise<OfferPush> {
    const offer = await eventually(() => this.pushes[count - 1]);
    this.checkTold();
    return offer;
  }

  resume(afterSeq = 0): Promise<InboxAnswer> {
    return this.ask('inbox:resume', { afterSeq });
  }

  /** The `count`-th retraction, when it has come. */
  async retract(count = 1): Promise<OfferRetract> {
    const retract = await eventually(() => this.retracts[count - 1]);
    this.checkTold();
    return retract;
  }

  close(): void {
    this.socket.disconnect();
  }

  private checkTold(): void {
    if (this.untold.length > 0) throw new Error(`The contract does not tell that ${this.untold.splice(0).join('\n')}`);
  }

  private note(untold: string | undefined): void {
    if (untold) this.untold.push(untold);
  }
}

export function openSocket(url: string, namespace: string, auth: Record<string, unknown> = {}): Socket {
  return io(`${url}${namespace}`, { transports: ['websocket'], auth, forceNew: true, reconnection: false });
}

/** @throws Error with the code of the refusal as its message. */
export async function connectDevice(url: string, token: string): Promise<Device> {
  const socket = openSocket(url, '/v1/device', { token });
  await connected(socket);
  return new Device(socket);
}

async function connected(socket: Socket): Promise<void> {
  const { event, value } = await heard(socket, 'connect', 'connect_error');
  if (event === 'connect_error') throw value as Error;
}

/** The first of these events that comes, with its first argument. */
export function heard(socket: Socket, ...events: string[]): Promise<{ event: string; value: unknown }> {
  return new Promise((resolve) => {
    for (const event of events) socket.once(event, (value: unknown) => resolve({ event, value }));
  });
}
