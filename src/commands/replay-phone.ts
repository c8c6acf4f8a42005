import { createHash } from 'node:crypto';
import { io, type Socket } from 'socket.io-client';
import type { OfferPush } from '../contract/decision.js';
import type { Ack, ErrorCode } from '../contract/errors.js';
import type { FeedbackEvent, FeedbackResult } from '../contract/feedback.js';
import type { Fix, PositionAck } from '../contract/position.js';
import { signToken } from '../platform/auth/sign-token.js';
import { ReplayError } from './replay-error.js';

const ACK_TIMEOUT_MS = 15_000;
const PUSH_TIMEOUT_MS = 5_000;
const RECONNECT_TIMEOUT_MS = 10_000;
const WEEK_SECONDS = 7 * 24 * 3600;

/** What an app would do on one phone: one socket, one customer, answers to every push. */
export interface Phone {
  customer: string;
  connected(): boolean;
  reconnected(): Promise<void>;
  setConsent(status: 'granted' | 'withdrawn'): Promise<void>;
  report(fix: Fix): Promise<Ack<PositionAck>>;
  /** The push of a delivery that an ack has named. Undefined when it does not come. */
  pushOf(deliveryId: string): Promise<OfferPush | undefined>;
  sendFeedback(events: FeedbackEvent[]): Promise<Ack<FeedbackResult[]>>;
  /** Pushes that nobody has asked for by `pushOf`. */
  unclaimed(): number;
  close(): void;
}

/**
 * @throws ReplayError when the engine refuses the socket or is not there; the reason of `signal` when it is aborted
 * before a socket stands. From then on whoever has the phone closes it.
 */
export async function connectPhone(
  url: string,
  jwtSecret: string,
  device: string,
  signal?: AbortSignal,
): Promise<Phone> {
  const customer = `replay-${identifierOf(device)}`;
  const token = await signToken({
    secret: jwtSecret,
    role: 'device',
    subject: customer,
    device: identifierOf(device),
    ttlSeconds: WEEK_SECONDS,
  });
  const socket = io(`${url}/v1/device`, {
    transports: ['websocket'],
    auth: { token },
    forceNew: true,
    reconnectionDelay: 100,
  });
  const pushes = collectPushes(socket);
  await connected(socket, signal);

  const ask = <T>(event: string, payload: unknown) =>
    socket.timeout(ACK_TIMEOUT_MS).emitWithAck(event, payload) as Promise<Ack<T>>;

  return {
    customer,
    connected: () => socket.connected,
    reconnected: () => connected(socket, signal),
    async setConsent(status) {
      for (const purpose of ['location', 'profiling', 'marketing'] as const) {
        const answer = await ask('consent:set', {
          purpose,
          status,
          textVersion: 'replay-1',
          ...(purpose === 'location' ? { dataClass: 'precise' } : {}),
        });
        if (!answer.ok) throw new ReplayError(`consent:set ${purpose} was refused: ${tell(answer.error)}`);
      }
    },
    report: (fix) => ask<PositionAck>('position:report', fix),
    pushOf: pushes.claim,
    sendFeedback: (events) => ask('feedback:report', { events }),
    unclaimed: pushes.unclaimed,
    close() {
      socket.disconnect();
      pushes.giveUp();
    },
  };
}

export function tell(failure: {
  code: ErrorCode;
  message: string;
  issues: { path: string; message: string }[];
}): string {
  const issues = failure.issues.map(({ path, message }) => `${path}: ${message}`).join('; ');
  return `${failure.code} ${failure.message}${issues ? ` (${issues})` : ''}`;
}

/** Acks every push, as delivered, and keeps it until somebody asks for it. A repeated push is acked and kept once. */
function collectPushes(socket: Socket) {
  const arrived = new Map<string, OfferPush>();
  const claimed = new Set<string>();
  const waiting = new Map<string, (push?: OfferPush) => void>();
  socket.on('offer:push', (push: OfferPush, ack?: () => void) => {
    ack?.();
    arrived.set(push.deliveryId, push);
    waiting.get(push.deliveryId)?.(push);
  });
  return {
    /** Whoever still waits for a push goes without. */
    giveUp: () => waiting.forEach((resolve) => resolve()),
    unclaimed: () => [...arrived.keys()].filter((deliveryId) => !claimed.has(deliveryId)).length,
    claim(deliveryId: string): Promise<OfferPush | undefined> {
      claimed.add(deliveryId);
      const here = arrived.get(deliveryId);
      if (here) return Promise.resolve(here);
      return new Promise((resolve) => {
        const timer = setTimeout(() => resolve(undefined), PUSH_TIMEOUT_MS);
        waiting.set(deliveryId, (push) => {
          clearTimeout(timer);
          resolve(push);
        });
      });
    },
  };
}

function connected(socket: Socket, signal?: AbortSignal): Promise<void> {
  if (socket.connected) return Promise.resolve();
  // After a refusal or a disconnect by the engine the client does not try again by itself.
  if (!socket.active) socket.connect();
  return new Promise((resolve, reject) => {
    const finish = (error?: Error) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', onAbort);
      socket.off('connect', onConnect).off('connect_error', onError);
      if (!error) return resolve();
      socket.disconnect();
      reject(error);
    };
    const onConnect = () => finish();
    const onAbort = () => finish(signal!.reason as Error);
    const onError = (error: Error) => {
      // Only a refusal by the engine is final; what the network does mends itself.
      if (!socket.active) finish(new ReplayError(`The engine refused the socket: ${error.message}`));
    };
    const timer = setTimeout(
      () => finish(new ReplayError(`No socket to the engine within ${RECONNECT_TIMEOUT_MS} ms`)),
      RECONNECT_TIMEOUT_MS,
    );
    socket.on('connect', onConnect).on('connect_error', onError);
    if (signal?.aborted) onAbort();
    else signal?.addEventListener('abort', onAbort);
  });
}

/** Any name as an identifier of the contract; a hash keeps names apart that differ only in what was replaced. */
function identifierOf(device: string): string {
  const plain = device.replace(/[^A-Za-z0-9._:@-]/g, '_').slice(0, 80);
  if (plain === device) return plain;
  return `${plain}-${createHash('sha256').update(device).digest('hex').slice(0, 8)}`;
}
