import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { DecisionAnswer } from '../../src/contract/decision.js';
import { MOMENTS } from '../../src/core/types/moment.js';
import { callEngine, introduceCustomers, orderOf, reactionTo, START } from './decision-traffic.js';
import { withPrivateRedis } from './private-redis.js';
import type { Proof, Say } from './proof.js';
import { withTempFolder } from './temp-folder.js';
import { trafficSettings, withTrafficEngine } from './traffic-engine.js';

const CUSTOMERS = 40;
const DECISIONS = 600;
const PREVIEWS = 1_000;
const AT_ONCE = 8;
/** Random by design: names and secrets of segments, and the stream of what is yet to be written to them. */
const RANDOM_KEYS = /:log-key$|:log:[^}]+\}:owner$|:log\}:decisions$/;

interface TwinFigure {
  readonly state: Map<string, string>;
  readonly before: string;
  readonly after: string;
  readonly previews: { offers: number; silences: number };
}

export const previewPureProof: Proof = {
  name: 'preview-pure',
  about:
    '1,000 previews change nothing: not with traffic stopped, and not under traffic, where a twin run ends in the same state',
  async run(say) {
    const quiet = await runTwin({ isPreviewed: false }, say);
    const busy = await runTwin({ isPreviewed: true }, say);
    const names = [...new Set([...quiet.state.keys(), ...busy.state.keys()])];
    const different = names.filter((key) => quiet.state.get(key) !== busy.state.get(key));
    const figure = {
      keys: names.length,
      stopped: { before: busy.before, after: busy.after, previews: busy.previews },
      twin: { different: different.length, first: different.slice(0, 5) },
    };
    const holds = busy.before === busy.after && different.length === 0 && names.length > 10 * CUSTOMERS;
    return { holds, figure };
  },
};

/** The same traffic on a system of its own; `isPreviewed`: with as many previews beside it, and as many after it. */
function runTwin({ isPreviewed }: { isPreviewed: boolean }, say: Say): Promise<TwinFigure> {
  return withTempFolder((folder) =>
    withPrivateRedis(folder, async ({ url: redisUrl }) => {
      const env = await trafficSettings(folder, redisUrl);
      const redis = new Redis(redisUrl);
      try {
        return await withTrafficEngine(env, async ({ url }) => {
          await startClock(url);
          await introduceCustomers(url, CUSTOMERS);
          await Promise.all([makeTraffic(url), isPreviewed ? preview(url, 'beside') : undefined]);
          // Until the segments have what was decided.
          await sleep(2_000);
          const before = hashOf(await readState(redis));
          const previews = isPreviewed ? await preview(url, 'after') : { offers: 0, silences: 0 };
          const after = hashOf(await readState(redis));
          say(`${isPreviewed ? 'with' : 'without'} previews: ${DECISIONS} decisions, state ${after}`);
          const state = new Map([...(await readState(redis))].filter(([key]) => !RANDOM_KEYS.test(key)));
          return { state, before, after, previews };
        });
      } finally {
        redis.disconnect();
      }
    }),
  );
}

/** Event time begins with the first event; before it, the wall clock would tell the consents' time. */
async function startClock(url: string): Promise<void> {
  const { request } = orderOf(0, 1);
  const order = { ...request, customer: 'clock', position: { ...request.position!, at: START - 60_000 } };
  await callEngine(url, 'POST', '/v1/decisions', order, { 'idempotency-key': 'clock' });
}

/** One after the other, each under a key of its own: so ids, seeds and order are the same in both runs. */
async function makeTraffic(url: string): Promise<void> {
  for (let n = 0; n < DECISIONS; n += 1) {
    const { key, request } = orderOf(n, CUSTOMERS);
    const headers = { 'idempotency-key': key };
    const { offers } = await callEngine<DecisionAnswer>(url, 'POST', '/v1/decisions', request, headers);
    const event = offers[0] && reactionTo(n, offers[0].deliveryId);
    if (event) await callEngine(url, 'POST', '/v1/events', { customer: request.customer, events: [event] });
  }
}

/** Of customers as they are, of customers with things otherwise, and of people made up. */
async function preview(url: string, run: string): Promise<{ offers: number; silences: number }> {
  const counts = { offers: 0, silences: 0 };
  let next = 0;
  const worker = async () => {
    for (let n = next++; n < PREVIEWS; n = next++) {
      const { offers } = await callEngine<DecisionAnswer>(url, 'POST', '/v1/decisions/preview', previewOf(n, run));
      counts[offers.length > 0 ? 'offers' : 'silences'] += 1;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return counts;
}

function previewOf(n: number, run: string): object {
  const { request } = orderOf(n + (run === 'after' ? PREVIEWS : 0), CUSTOMERS);
  const { customer, position, touchpoint, placements, limit, context } = request;
  const { at, ...place } = position!;
  const order = { touchpoint, placements, limit, context, at, position: place, moment: MOMENTS[n % MOMENTS.length] };
  if (n % 3 === 0) return { ...order, customer };
  if (n % 3 === 1) return { ...order, customer, profile: { visitsPerMonth: { coffee: n % 10 } }, seed: n };
  return { ...order, profile: { attributes: { age: 40, tier: 'gold' } }, consents: { location: n % 2 === 0 } };
}

/** When a catalog was published, which process was seen last, when workers looked last for lost jobs: times, and nothing that a decision or preview writes. */
const TIMES_OF_CATALOGS = /:catalog\}:(audit|nodes|versions)$|^px:\{\*:jobs\}:[a-z-]+:stalled-check$/;

/** Every key with all that it holds; not the ids of streams, which are the time of writing. */
async function readState(redis: Redis): Promise<Map<string, string>> {
  const state = new Map<string, string>();
  for await (const found of redis.scanStream({ count: 1000 })) {
    for (const key of found as string[]) {
      if (!TIMES_OF_CATALOGS.test(key)) state.set(key, JSON.stringify(await readKey(redis, key)));
    }
  }
  return state;
}

async function readKey(redis: Redis, key: string): Promise<unknown> {
  switch (await redis.type(key)) {
    case 'string':
      return redis.get(key);
    case 'hash':
      // Buffers, since blocks of catalogs are no text.
      return redis.hgetallBuffer(key);
    case 'list':
      return redis.lrange(key, 0, -1);
    case 'zset':
      return redis.zrange(key, '0', '-1', 'WITHSCORES');
    case 'set':
      return (await redis.smembers(key)).sort();
    case 'stream':
      return (await redis.xrange(key, '-', '+')).map(([, fields]) => fields);
    default:
      throw new Error(`${key} is of a type that the proof does not know`);
  }
}

function hashOf(state: ReadonlyMap<string, string>): string {
  const hash = createHash('sha256');
  for (const key of [...state.keys()].sort()) hash.update(`${key}\n${state.get(key)}\n`);
  return hash.digest('hex').slice(0, 16);
}
