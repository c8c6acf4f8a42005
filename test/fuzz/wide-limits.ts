import { LANES } from '../../src/platform/limits/lanes.js';

const WIDE = { perSecond: 1_000_000, burst: 1_000_000 };

/** Limits under which a flood is let in, so that every message is read. */
export const WIDE_LIMITS = {
  messages: Object.fromEntries(LANES.map((lane) => [lane, { socket: WIDE, customer: WIDE }])),
  refusals: WIDE,
  connections: { perAddress: WIDE, perCustomer: 1_000 },
  http: { device: WIDE, others: WIDE },
};
