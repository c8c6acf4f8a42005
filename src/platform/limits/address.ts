import type { IncomingMessage } from 'node:http';

/**
 * The address a connection comes from. Each trusted proxy adds the address that it saw at the end of X-Forwarded-For;
 * what stands before those was written by the client and may be anything.
 */
export function addressOf({ headers, socket }: IncomingMessage, trustedProxies: number): string {
  const peer = socket.remoteAddress ?? '';
  if (trustedProxies === 0) return peer;
  const seen = String(headers['x-forwarded-for'] ?? '').split(',');
  return seen.at(-trustedProxies)?.trim().slice(0, LONGEST_ADDRESS) || peer;
}

/** An IPv6 address with an IPv4 one in it and a zone. */
const LONGEST_ADDRESS = 64;
