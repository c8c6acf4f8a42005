import { z } from 'zod';
import { LANES, type Lane } from './lanes.js';

const count = z.number().int().min(1).max(1_000_000);

/** A token bucket: `burst` at once, `perSecond` in the long run. */
const rate = (perSecond: number, burst: number) =>
  z
    .strictObject({
      perSecond: z.number().positive().max(1_000_000).default(perSecond),
      burst: count.default(burst),
    })
    .prefault({});

const lane = (perSecond: number, burst: number) =>
  z.strictObject({ socket: rate(perSecond, burst), customer: rate(3 * perSecond, 3 * burst) }).prefault({});

/** Names are those of `config/limits.yaml`. */
const SHARES: Readonly<Record<Lane, ReturnType<typeof lane>>> = {
  'position:report': z.strictObject({ socket: rate(20, 120), customer: rate(60, 600) }).prefault({}),
  'context:report': lane(5, 60),
  'offer:request': lane(5, 60),
  'feedback:report': lane(50, 500),
  'consent:set': lane(5, 60),
  'consent:withdraw': lane(5, 60),
  'inbox:resume': lane(2, 30),
  other: lane(10, 100),
};

/** `config/limits.yaml`: what one client may ask of one process. Everything has a default, so the file may be missing. */
export const limitsFile = z.strictObject({
  messages: z.strictObject(SHARES).prefault({}),
  refusals: rate(50, 1000),
  connections: z
    .strictObject({
      perProcess: count.default(20_000),
      perCustomer: count.default(50),
      perAddress: rate(200, 4000),
      trustedProxies: z.number().int().min(0).max(10).default(0),
      handshakeSeconds: z.number().min(1).max(300).default(5),
    })
    .prefault({}),
  http: z
    .strictObject({
      device: rate(20, 200),
      others: rate(1000, 5000),
      requestSeconds: z.number().min(1).max(3600).default(30),
      uploadSeconds: z.number().min(1).max(86_400).default(3600),
    })
    .prefault({}),
  catalog: z.strictObject({ keptMegabytes: count.default(4096) }).prefault({}),
  sizes: z
    .strictObject({
      messageBytes: z.number().int().min(1024).max(1_048_576).default(65_536),
      bodyBytes: z.number().int().min(1024).max(104_857_600).default(1_048_576),
    })
    .prefault({}),
});

export type LimitNumbers = z.output<typeof limitsFile>;

/** The rates of one kind of holder, in the order of `LANES`. */
export function ratesOf({ messages }: LimitNumbers, holder: 'socket' | 'customer'): readonly Rate[] {
  return LANES.map((name) => messages[name][holder]);
}

export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}
