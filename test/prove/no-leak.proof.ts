import { randomBytes } from 'node:crypto';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { latLngToCell } from 'h3-js';
import { Redis } from 'ioredis';
import { startEngineProcess } from '../../src/commands/engine-process.js';
import { signToken } from '../../src/platform/auth/sign-token.js';
import { io, type Socket } from 'socket.io-client';
import { capsCatalog } from './caps-catalog.js';
import { withPrivateRedis, type PrivateRedis } from './private-redis.js';
import type { Proof } from './proof.js';
import { readMetrics } from './read-metrics.js';
import { withTempFolder } from './temp-folder.js';

const CUSTOMER = 'zq-marked-customer';
const PLACE = { lat: 52.52187653, lng: 13.41319842 };
const PROFILE = { locale: 'de', attributes: { zqAttribute: 'zq-attribute-value' }, affinities: { zqcategory: 0.7 } };
const REPORTS = 20;
const ACK_TIMEOUT_MS = 10_000;

export const noLeakProof: Proof = {
  name: 'no-leak',
  about:
    'a marked customer stands in no log line (at trace) and in no metric; one erasure leaves nothing in Redis and segments',
  run: (say) =>
    withTempFolder((folder) =>
      withPrivateRedis(folder, async (redis) => {
        const secret = randomBytes(32).toString('hex');
        const lines: string[] = [];
        const catalogPath = join(folder, 'catalog.json');
        await writeFile(catalogPath, JSON.stringify(capsCatalog()));
        const adminToken = randomBytes(24).toString('hex');
        const engine = await startEngineProcess({
          env: {
            REDIS_URL: redis.url,
            PROXIMA_DATA_DIR: join(folder, 'data'),
            PROXIMA_CATALOG: catalogPath,
            PROXIMA_JWT_SECRET: secret,
            PROXIMA_ADMIN_TOKEN: adminToken,
            LOG_LEVEL: 'trace',
          },
          onLog: (line) => lines.push(line),
        });
        try {
          const token = await signToken({ secret, role: 'device', subject: CUSTOMER });
          await live(engine.url, redis, token, adminToken);
          const { text } = await readMetrics(engine.url);
          const erasure = await eraseCustomer(engine.url, adminToken, redis.url, join(folder, 'data'));
          const marks = marksOf(token, adminToken);
          const inLog = lines.filter((line) => marks.some((mark) => line.includes(mark)));
          const inMetrics = marks.filter((mark) => text.includes(mark));
          for (const line of inLog.slice(0, 5)) say(`  leak: ${line.slice(0, 300)}`);
          const faults = lines.filter((line) => line.includes('"level":50')).length;
          const isErased = erasure.erasedKeys > 0 && erasure.segments > 0 && erasure.inRedis + erasure.inSegments === 0;
          const holds = faults > 0 && inLog.length === 0 && inMetrics.length === 0 && isErased;
          return {
            holds,
            figure: { logLines: lines.length, faults, inLog: inLog.length, inMetrics: inMetrics.length, erasure },
          };
        } finally {
          await engine.stop();
        }
      }),
    ),
};

/** Erases the customer as an operator does, and looks for the marks in every key of Redis and in the unpacked segments. */
async function eraseCustomer(url: string, adminToken: string, redisUrl: string, dataDir: string) {
  // Until what was decided stands in the segments: after a Redis that was away they are tried again in five seconds.
  await sleep(8_000);
  const headers = { authorization: `Bearer ${adminToken}` };
  const answer = await fetch(`${url}/v1/customers/${CUSTOMER}`, { method: 'DELETE', headers });
  const { erasedKeys } = (await answer.json()) as { erasedKeys?: number };
  const segments = await unpackSegments(join(dataDir, 'segments'));
  const redis = new Redis(redisUrl);
  try {
    const marks = marksOf('', '').filter(Boolean);
    const hits: string[] = [];
    for (const key of await redis.keys('*')) {
      const text = `${key} ${(await redis.dumpBuffer(key))?.toString('latin1') ?? ''}`;
      if (marks.some((mark) => text.includes(mark))) hits.push(key);
    }
    const inSegments = segments.filter((text) => marks.some((mark) => text.includes(mark))).length;
    return { erasedKeys: erasedKeys ?? 0, segments: segments.length, inRedis: hits.length, inSegments };
  } finally {
    redis.disconnect();
  }
}

async function unpackSegments(folder: string): Promise<string[]> {
  const names = await readdir(folder, { recursive: true });
  const files = names.filter((name) => name.endsWith('.gz'));
  return Promise.all(files.map(async (name) => gunzipSync(await readFile(join(folder, name))).toString()));
}

/** Reports, refusals, and a Redis that sleeps. */
async function live(url: string, redis: PrivateRedis, token: string, adminToken: string): Promise<void> {
  const socket = io(`${url}/v1/device`, { transports: ['websocket'], auth: { token }, forceNew: true });
  const send = (event: string, payload: unknown) => socket.timeout(ACK_TIMEOUT_MS).emitWithAck(event, payload);
  const profile = (body: object) =>
    fetch(`${url}/v1/customers/${CUSTOMER}/profile`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  try {
    await connected(socket);
    for (const purpose of ['location', 'profiling', 'marketing'])
      await send('consent:set', { purpose, status: 'granted', textVersion: 'zq-text' });
    await profile(PROFILE);
    for (let n = 0; n < REPORTS; n += 1) await send('position:report', { ...PLACE, accuracyMetres: 8, at: Date.now() });
    await send('position:report', { ...PLACE, zqField: 'zq-value' });
    await send('feedback:report', { events: [{ eventId: 'zq-event', type: 'zq-type', at: Date.now() }] });
    await profile({ ...PROFILE, zqField: 'zq-value' });
    process.kill(redis.pid, 'SIGSTOP');
    await send('position:report', { ...PLACE, accuracyMetres: 8, at: Date.now() });
    await profile(PROFILE);
    process.kill(redis.pid, 'SIGCONT');
    // A state that cannot be read is a fault of ours, and the parser quotes it.
    const client = new Redis(redis.url);
    await client.set(`px:{default:${CUSTOMER}}:history`, 'zq-broken-state');
    client.disconnect();
    await send('position:report', { ...PLACE, accuracyMetres: 8, at: Date.now() });
    await profile(PROFILE);
  } finally {
    process.kill(redis.pid, 'SIGCONT');
    socket.disconnect();
  }
}

function connected(socket: Socket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('connect', () => resolve());
    socket.once('connect_error', reject);
  });
}

function marksOf(token: string, adminToken: string): string[] {
  const cells = [12, 9].map((resolution) => latLngToCell(PLACE.lat, PLACE.lng, resolution));
  return ['zq', '52.52187', '13.41319', ...cells, ...token.split('.'), adminToken];
}
