import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { EngineProcess } from '../../src/commands/engine-process.js';
import { loadBuiltEngine } from '../support/built-engine.js';
import { connectDevice, type Device } from '../support/device.js';
import { EngineFolder } from '../support/engine-folder.js';
import { eventually } from '../support/eventually.js';
import { readSamples, sumOf, type Sample } from '../support/metrics.js';
import { TestRedis } from '../support/redis.js';
import { tokenFor } from '../support/tokens.js';

const DEVICES = 8;
const folder = new EngineFolder();
let redis: TestRedis;
let engine: EngineProcess;
let devices: Device[] = [];

beforeAll(async () => {
  const { startEngineProcess } = await loadBuiltEngine();
  redis = await TestRedis.start();
  engine = await startEngineProcess({ env: { ...folder.env(redis), PROXIMA_PROCESSES: '2' } });
  const token = await tokenFor('device', 'ann');
  devices = await Promise.all(Array.from({ length: DEVICES }, () => connectDevice(engine.url, token)));
});
afterAll(async () => {
  devices.forEach((device) => device.close());
  await engine?.stop();
  await redis?.stop();
  folder.remove();
});

/** Each request on a connection of its own, so that both processes are asked in turn. */
async function read(): Promise<Sample[]> {
  const reply = await fetch(`${engine.url}/metrics`, { headers: { connection: 'close' } });
  expect(reply.status).toBe(200);
  return readSamples(await reply.text());
}

it('whichever process is asked tells of both', async () => {
  const asked = [await read(), await read(), await read(), await read()];
  expect(asked.map((samples) => sumOf(samples, 'proxima_sockets_connected'))).toEqual([8, 8, 8, 8]);
  expect(asked[0]!.filter(({ name }) => name === 'proxima_engine_info')).toHaveLength(1);
});

it('what happens in both is added up', async () => {
  const before = await read();
  await Promise.all(devices.map((device) => device.grant('marketing')));
  await Promise.all(devices.map((device) => device.request()));
  const after = await read();
  const growth = (name: string, labels: Record<string, string>) =>
    sumOf(after, name, labels) - sumOf(before, name, labels);
  expect(growth('proxima_consent_changes_total', { purpose: 'marketing', status: 'granted' })).toBe(DEVICES);
  expect(growth('proxima_decision_duration_seconds_count', { stage: 'total' })).toBe(DEVICES);
  expect(growth('proxima_decisions_total', {})).toBe(DEVICES);
});

/** The processes behind the port. */
function children(): number[] {
  const found = execFileSync('ps', ['-o', 'pid=', '--ppid', String(engine.pid)], { encoding: 'utf8' });
  return found.trim().split(/\s+/).map(Number);
}

it('one that does not answer is told with what it said last: no counter falls', async () => {
  const before = await read();
  const [first, second] = children();
  expect([first, second]).toEqual([expect.any(Number), expect.any(Number)]);
  process.kill(first!, 'SIGSTOP');
  try {
    // The port hands connections to either: the one that sleeps answers none.
    const asked = await Promise.any([read(), read(), read(), read()]);
    expect(sumOf(asked, 'proxima_decisions_total')).toBe(sumOf(before, 'proxima_decisions_total'));
    expect(sumOf(asked, 'proxima_sockets_connected')).toBe(DEVICES);
  } finally {
    process.kill(first!, 'SIGCONT');
  }
});

it('one that has ended is told no more: its sockets are gone, and counters begin anew', async () => {
  const [first] = children();
  process.kill(first!, 'SIGKILL');
  await eventually(() => devices.some(({ socket }) => !socket.connected));
  const left = () => devices.filter(({ socket }) => socket.connected).length;
  // A connection that was handed to the dead process is lost; who scrapes comes again.
  const told = () =>
    read().then(
      (samples) => sumOf(samples, 'proxima_sockets_connected'),
      () => undefined,
    );
  await eventually(async () => (await told()) === left());
  expect(left()).toBeGreaterThan(0);
  expect(left()).toBeLessThan(DEVICES);
});
