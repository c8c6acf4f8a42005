import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { SegmentWriter } from '../../src/archive/segment-writer.js';
import { LIFETIMES } from '../../src/state/keys.js';
import { TestApp } from '../support/app.js';
import { TOWN } from '../support/catalog.js';
import { readEverything } from '../support/redis-contents.js';
import { TestRedis } from '../support/redis.js';
import { runEverything } from '../support/whole-run.js';

const FOR_EVER = -1;
const ID = '(?:[0-9a-z]{9}-[0-9a-f]{16}|key-[0-9a-f]{32})';
/** The table of `src/state/keys.ts`, as patterns: each with its type and its life. */
const KEYS: [RegExp, string, number][] = [
  [/^px:\{default:ann\}:attributes$/, 'string', FOR_EVER],
  [/^px:\{default:ann\}:history$/, 'string', FOR_EVER],
  [/^px:\{default:ann\}:contacts$/, 'string', LIFETIMES.contactsMs],
  [/^px:\{default:ann\}:consents$/, 'string', FOR_EVER],
  [/^px:\{default:ann\}:consent-ledger$/, 'stream', FOR_EVER],
  [/^px:\{default:ann\}:context$/, 'string', LIFETIMES.contextMs],
  [/^px:\{default:ann\}:trail$/, 'string', LIFETIMES.trailMs],
  [/^px:\{default:ann\}:seq$/, 'string', FOR_EVER],
  [/^px:\{default:ann\}:inbox$/, 'hash', LIFETIMES.inboxMs],
  [/^px:\{default:ann\}:events$/, 'zset', LIFETIMES.decisionMs],
  [new RegExp(`^px:\\{default:ann\\}:decision:${ID}$`), 'string', LIFETIMES.decisionMs],
  [new RegExp(`^px:\\{default:ann\\}:decision:${ID}:feedback$`), 'list', LIFETIMES.decisionMs],
  [new RegExp(`^px:\\{default:decision:${ID}\\}:customer$`), 'string', LIFETIMES.decisionMs],
  [/^px:\{default:ann\}:log-key$/, 'string', FOR_EVER],
  [/^px:\{default:log:[\w-]{16}\}:owner$/, 'string', FOR_EVER],
  [/^px:\{default:log\}:decisions$/, 'stream', FOR_EVER],
  [/^px:\{\*:log\}:tenants$/, 'set', FOR_EVER],
  [/^px:\{default:learning\}:counts$/, 'hash', FOR_EVER],
  [/^px:\{default:learning\}:moves$/, 'zset', FOR_EVER],
  [/^px:\{default:offer:rolls\}:stock$/, 'hash', FOR_EVER],
  [/^px:\{default:offer:rolls\}:deliveries$/, 'hash', LIFETIMES.stockMs],
  [/^px:\{default:offer:rolls\}:ends$/, 'zset', LIFETIMES.stockMs],
  [/^px:\{default:catalog\}:current$/, 'string', FOR_EVER],
  [/^px:\{default:catalog\}:versions$/, 'hash', FOR_EVER],
  [/^px:\{default:catalog\}:published$/, 'list', FOR_EVER],
  [/^px:\{default:catalog\}:nodes$/, 'hash', FOR_EVER],
  [/^px:\{default:catalog\}:audit$/, 'stream', FOR_EVER],
  [/^px:\{default:catalog\}:version:[0-9a-f]{12}$/, 'hash', FOR_EVER],
];

let redis: TestRedis;
let app: TestApp;
const commands: string[][] = [];

beforeAll(async () => {
  redis = await TestRedis.start();
  const monitor = await redis.client.monitor();
  monitor.on('monitor', (_time: string, args: string[]) => commands.push(args));
  const offers = TOWN.offers.map((offer) => (offer.id === 'rolls' ? { ...offer, stock: { units: 9 } } : offer));
  app = await TestApp.start({ redis, catalog: { ...TOWN, offers } });
  const device = await runEverything(app, 'ann');
  // What the last push leaves behind is written when its ack has come back; by this answer it has.
  await device.report();
  // What was decided is noted a moment later; a worker takes it to the segments.
  await eventually(async () => (await redis.client.exists('px:{default:log}:decisions')) === 1);
  await eventually(async () => (await redis.client.exists('px:{default:learning}:counts')) === 1);
  await app.nest.get(SegmentWriter).writeAll();
  monitor.disconnect();
});
afterAll(async () => {
  await app?.stop();
  await redis?.stop();
});

it('every key is one of the table, of its type, and lives as long as it says', async () => {
  const keys = [...(await readEverything(redis.client)).keys()];
  for (const [pattern] of KEYS) expect(keys).toContainEqual(expect.stringMatching(pattern));
  for (const key of keys) {
    const line = KEYS.find(([pattern]) => pattern.test(key));
    expect({ key, isKnown: line !== undefined }).toEqual({ key, isKnown: true });
    const [, type, livesMs] = line!;
    const leftMs = await redis.client.pttl(key);
    expect({ key, type: await redis.client.type(key) }).toEqual({ key, type });
    if (livesMs === FOR_EVER) expect({ key, leftMs }).toEqual({ key, leftMs: FOR_EVER });
    else expect(livesMs - leftMs).toBeGreaterThanOrEqual(0);
    if (livesMs !== FOR_EVER) expect(livesMs - leftMs).toBeLessThan(30_000);
  }
});

it('every command names keys with tenant and hash tag, all of one slot', async () => {
  expect(commands.length).toBeGreaterThan(50);
  let named = 0;
  for (const args of commands) {
    const keys = await keysOf(args);
    named += keys.length;
    for (const key of keys)
      expect([args[0], key]).toEqual([args[0], expect.stringMatching(/^px:\{(default|\*):[^{}]+\}:/)]);
    expect(new Set(keys.map((key) => /\{(.+)\}/.exec(key)![1])).size).toBeLessThanOrEqual(1);
  }
  expect(named).toBeGreaterThan(100);
});

it('no command walks through all keys', () => {
  const names = new Set(commands.map(([name]) => name!.toLowerCase()));
  for (const name of ['keys', 'flushall', 'flushdb', 'randomkey']) expect(names).not.toContain(name);
});

/** As Redis itself sees it; commands without keys give none. */
async function keysOf(args: string[]): Promise<string[]> {
  if (args.length === 1) return [];
  const keys = redis.client.call('COMMAND', 'GETKEYS', ...args) as Promise<string[]>;
  return keys.catch((error: Error) => {
    if (/no key arguments|Invalid (command|arguments)/i.test(error.message)) return [];
    throw error;
  });
}
