import { setTimeout as sleep } from 'node:timers/promises';
import type { Socket } from 'socket.io-client';
import type { ConsentSet } from '../../../src/contract/consent.js';
import type { OfferPush } from '../../../src/contract/decision.js';
import type { Ack } from '../../../src/contract/errors.js';
import type { FeedbackResult } from '../../../src/contract/feedback.js';
import type { PositionAck } from '../../../src/contract/position.js';
import type { Ending, Operation } from './history.js';

const ACK_TIMEOUT_MS = 10_000;
const MOST_ATTEMPTS = 50;
const RETRY_MS = 100;
/** The type of an ack in the socket.io protocol, version 5: https://github.com/socketio/socket.io-protocol#packet-types */
const ACK_PACKET = 3;

/** A phone that writes down all that it does and sees. */
export class RecordedPhone {
  constructor(
    readonly socket: Socket,
    private readonly customer: string,
    private readonly connection: string,
    private readonly history: Operation[],
  ) {
    socket.on('offer:push', ({ deliveryId, seq }: OfferPush, ack?: () => void) => {
      history.push({ kind: 'push', customer, connection, at: performance.now(), deliveryId, seq });
      ack?.();
    });
    socket.io.on('packet', ({ type, id }) => {
      if ((type as number) !== ACK_PACKET || id === undefined) return;
      history.push({ kind: 'ack', connection, messageId: id, at: performance.now() });
    });
  }

  async consent(purpose: ConsentSet['purpose'], status: ConsentSet['status'] = 'granted'): Promise<Ending> {
    const invokedAt = performance.now();
    const { ending } = await this.ask('consent:set', { purpose, status, textVersion: 'faults-1' });
    this.history.push({ kind: 'consent', ...this.call(invokedAt, ending), purpose, status });
    return ending;
  }

  /** Each asked again, as the engine tells to, while the store does not answer. */
  async consentToAll(): Promise<void> {
    for (const purpose of ['location', 'profiling', 'marketing'] as const) {
      for (let attempt = 1; (await this.consent(purpose)) !== 'ok' && attempt < MOST_ATTEMPTS; attempt += 1) {
        await sleep(RETRY_MS);
      }
    }
  }

  /** @returns the ack, or nothing when none came. */
  async report(fix: object): Promise<Ack<PositionAck> | undefined> {
    const invokedAt = performance.now();
    const { ending, ack } = await this.ask<PositionAck>('position:report', fix);
    const outcome = ack?.ok ? ack.data.outcome : undefined;
    const code = ack && !ack.ok ? ack.error.code : outcome?.silence;
    const isDecided = outcome?.decisionId !== undefined;
    const { deliveryId } = outcome ?? {};
    this.history.push({ kind: 'report', ...this.call(invokedAt, ending), isDecided, deliveryId, code });
    return ack;
  }

  async feedback(eventId: string, event: object): Promise<void> {
    const invokedAt = performance.now();
    const { ending, ack } = await this.ask<FeedbackResult[]>('feedback:report', { events: [{ ...event, eventId }] });
    const status = ack?.ok ? ack.data[0]?.status : undefined;
    this.history.push({ kind: 'feedback', ...this.call(invokedAt, ending), eventId, status });
  }

  close(): void {
    this.socket.disconnect();
  }

  private call(invokedAt: number, ending: Ending) {
    return { customer: this.customer, connection: this.connection, invokedAt, respondedAt: performance.now(), ending };
  }

  private async ask<T>(event: string, payload: object): Promise<{ ending: Ending; ack?: Ack<T> }> {
    try {
      const ack = (await this.socket.timeout(ACK_TIMEOUT_MS).emitWithAck(event, payload)) as Ack<T>;
      return { ending: endingOf(ack), ack };
    } catch {
      return { ending: 'unknown' };
    }
  }
}

/** A store that did not answer in time may have done what it was told. */
function endingOf(ack: Ack<unknown>): Ending {
  if (ack.ok) return 'ok';
  return ack.error.code === 'STATE_UNAVAILABLE' || ack.error.code === 'INTERNAL' ? 'unknown' : 'refused';
}
