import { io, type Socket } from 'socket.io-client';
import type { OfferPush } from '../../src/contract/decision.js';
import type { Ack } from '../../src/contract/errors.js';
import type { PositionAck } from '../../src/contract/position.js';
import { signToken } from '../../src/platform/auth/sign-token.js';

const ACK_TIMEOUT_MS = 30_000;
const CONNECT_TIMEOUT_MS = 10_000;

/** Many devices of one customer, dealt out over several engines. */
export interface CustomerSockets {
  setConsents(): Promise<void>;
  /** Sends at once, without waiting for the one before: report n goes over socket n modulo their number. */
  reportAll(reports: readonly object[]): Promise<Ack<PositionAck>[]>;
  /** Every push that has arrived since the last call, as often as it arrived. */
  takePushes(): OfferPush[];
  close(): void;
}

export async function connectCustomer(
  customer: string,
  jwtSecret: string,
  urls: readonly string[],
  devicesPerUrl: number,
): Promise<CustomerSockets> {
  let pushes: OfferPush[] = [];
  const sockets: Socket[] = [];
  const close = () => sockets.forEach((socket) => socket.disconnect());
  try {
    for (let device = 1; device <= devicesPerUrl; device += 1) {
      for (const [index, url] of urls.entries()) {
        const name = `phone-${index + 1}-${device}`;
        const token = await signToken({ secret: jwtSecret, role: 'device', subject: customer, device: name });
        const socket = io(`${url}/v1/device`, { transports: ['websocket'], auth: { token }, forceNew: true });
        sockets.push(socket);
        socket.on('offer:push', (push: OfferPush, ack?: () => void) => {
          ack?.();
          pushes.push(push);
        });
        await connected(socket);
      }
    }
  } catch (error) {
    close();
    throw error;
  }
  const ask = <T>(socket: Socket, event: string, payload: unknown) =>
    socket.timeout(ACK_TIMEOUT_MS).emitWithAck(event, payload) as Promise<Ack<T>>;
  return {
    async setConsents() {
      for (const purpose of ['location', 'profiling', 'marketing']) {
        const entry = { purpose, status: 'granted', textVersion: 'prove-1' };
        const answer = await ask(sockets[0]!, 'consent:set', entry);
        if (!answer.ok) throw new Error(`consent:set ${purpose} was refused: ${answer.error.code}`);
      }
    },
    reportAll: (reports) =>
      Promise.all(
        reports.map((report, n) => ask<PositionAck>(sockets[n % sockets.length]!, 'position:report', report)),
      ),
    takePushes() {
      const taken = pushes;
      pushes = [];
      return taken;
    },
    close,
  };
}

function connected(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('No socket to the engine')), CONNECT_TIMEOUT_MS);
    socket.once('connect', () => {
      clearTimeout(timer);
      resolve();
    });
    socket.once('connect_error', (error) => {
      clearTimeout(timer);
      reject(new Error(`The engine refused the socket: ${error.message}`));
    });
  });
}
