import { io } from 'socket.io-client';
import type { Ack } from './contract.js';
import { ProximaError } from './errors.js';
import type { Transport, Wire, WireEvents } from './wire.js';

const ACK_TIMEOUT_MS = 10_000;

/**
 * socket.io over a web socket. Connecting again is not left to socket.io, which knows neither tokens nor hints.
 * @param url of the engine, such as https://offers.example.org
 * @param path where it serves socket.io
 */
export function socketTransport(url: string, path = '/socket.io'): Transport {
  const base = url.replace(/\/+$/, '');
  return {
    open: (token, events) => openSocket(`${base}/v1/device`, path, token, events),
    readConsents: (token, customer) => readConsents(base, token, customer),
  };
}

function openSocket(address: string, path: string, token: string, events: WireEvents): Wire {
  const socket = io(address, {
    path,
    auth: { token },
    transports: ['websocket'],
    forceNew: true,
    reconnection: false,
    timeout: ACK_TIMEOUT_MS,
  });
  socket.on('connect', () => events.opened());
  socket.on('connect_error', (error: Error & { data?: { code?: string; retryAfterMs?: number } }) => {
    socket.disconnect();
    events.refused(error.data?.code ?? 'UNREACHABLE', error.data?.retryAfterMs);
  });
  socket.on('disconnect', () => events.closed());
  socket.on('offer:push', (offer, ack) => events.pushed(offer, typeof ack === 'function' ? ack : () => undefined));
  socket.on('offer:retract', (retraction) => events.retracted(retraction));
  socket.on('session:hint', (hint) => events.hinted(hint));
  return {
    async send(event, payload) {
      if (!socket.connected) throw new ProximaError('DISCONNECTED');
      try {
        return (await socket.timeout(ACK_TIMEOUT_MS).emitWithAck(event, payload)) as Ack<unknown>;
      } catch {
        throw new ProximaError(socket.connected ? 'NO_ACK' : 'DISCONNECTED');
      }
    },
    close: () => void socket.disconnect(),
  };
}

async function readConsents(base: string, token: string, customer: string): Promise<unknown> {
  const address = `${base}/v1/customers/${encodeURIComponent(customer)}/consents`;
  const answer = await fetch(address, { headers: { authorization: `Bearer ${token}` } }).catch(() => {
    throw new ProximaError('UNREACHABLE');
  });
  const body = (await answer.json().catch(() => ({}))) as { code?: string; detail?: string };
  if (answer.ok) return body;
  throw new ProximaError(body.code ?? 'UNREACHABLE', body.detail);
}
