/** The clock is a port: `now` is the server's, or the message's own time when old traces are replayed. */
export interface Clock {
  readonly kind: 'server' | 'events';
  /** Epoch ms. `messageAt` is what the message says. */
  now(messageAt?: number): number;
}

export const serverClock: Clock = { kind: 'server', now: () => Date.now() };

/**
 * Event time. A message without a time of its own happens at the newest one seen, so that a simulation never sees the
 * wall clock.
 */
export function eventClock(): Clock {
  let newest: number | undefined;
  return {
    kind: 'events',
    now(messageAt) {
      if (messageAt === undefined) return newest ?? Date.now();
      newest = Math.max(newest ?? messageAt, messageAt);
      return messageAt;
    },
  };
}
