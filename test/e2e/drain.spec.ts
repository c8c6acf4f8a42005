import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Socket } from 'socket.io-client';
import type { EngineProcess } from '../../src/commands/engine-process.js';
import type { Ack } from '../../src/contract/errors.js';
import type { PositionAck } from '../../src/contract/position.js';
import { Drain } from '../../src/platform/drain.js';
import { TestApp } from '../support/app.js';
import { loadBuiltEngine } from '../support/built-engine.js';
import { aFix, connectDevice, heard, openSocket, type Device } from '../support/device.js';
import { EngineFolder } from '../support/engine-folder.js';
import { eventually } from '../support/eventually.js';
import { AS_SHIPPED } from '../support/patient.js';
import { readEverything } from '../support/redis-contents.js';
import { TestRedis } from '../support/redis.js';
import { tokenFor } from '../support/tokens.js';

/** So long a drain waits for what never ends: for messages whose end it has missed. */
const WAITED_FOR_NOTHING_MS = 5_000;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

let redis: TestRedis;

beforeAll(async () => {
  redis = await TestRedis.start();
});
afterAll(() => redis?.stop());

describe('in this process', () => {
  let app: TestApp;
  let device: Device;

  beforeEach(async () => {
    app = await TestApp.start({ redis, env: AS_SHIPPED });
    device = await (await app.device('ann')).grantAll();
  });
  afterEach(async () => {
    redis.resume();
    await app.stop();
  });

  const run = () => app.nest.get(Drain).run();

  it('the notice: not ready, phones are told, and are still answered', async () => {
    const hint = heard(device.socket, 'session:hint');
    app.nest.get(Drain).begin();
    await app.http('get', '/health/ready', '').expect(503, { status: 'not-ready', reasons: ['DRAINING'] });
    await app.http('get', '/health/live', '').expect(200);
    const { value } = await hint;
    expect(value).toEqual({ draining: true, retryAfterMs: expect.any(Number) });
    const { retryAfterMs } = value as { retryAfterMs: number };
    expect([retryAfterMs >= 250, retryAfterMs <= 30_250]).toEqual([true, true]);
    expect(await device.report()).toMatchObject({ accepted: 1 });
  });

  it('takes no new phone', async () => {
    app.nest.get(Drain).begin();
    const token = await tokenFor('device', 'bob');
    const { event, value } = await heard(openSocket(app.url, '/v1/device', { token }), 'connect', 'connect_error');
    expect([event, (value as Error).message]).toEqual(['connect_error', 'DRAINING']);
  });

  it('a message that waits for a Redis that sleeps is acked before its socket closes', async () => {
    const order: string[] = [];
    device.socket.on('disconnect', (reason) => order.push(reason));
    redis.suspend();
    const asked = device.send('offer:request', { touchpoint: 'app-screen', placements: ['card'] });
    const acked = asked.then((ack) => order.push(ack.ok ? 'ok' : ack.error.code));
    const left = heard(device.socket, 'disconnect');
    await run();
    await Promise.all([acked, left]);
    // A phone that reads `transport close` connects anew by itself.
    expect(order).toEqual(['STATE_UNAVAILABLE', 'transport close']);
  });

  it('what is taken until the end of the notice is acked, what comes later is refused, and then the socket closes', async () => {
    const acks: Promise<string>[] = [];
    const left = heard(device.socket, 'disconnect');
    redis.suspend();
    const startedAt = performance.now();
    const drained = run();
    // Each waits for Redis longer than the pause to the next, so at the end of the notice some are on their way.
    for (let last = ''; last !== 'DRAINING';) {
      const ack = device.send('offer:request', { touchpoint: 'app-screen', placements: ['card'] });
      const code = ack.then(
        (answer) => (answer.ok ? 'ok' : answer.error.code),
        () => 'no ack',
      );
      acks.push(code);
      last = await Promise.race([code, pause(50).then(() => ''), left.then(() => 'DRAINING')]);
    }
    const codes = await Promise.all(acks);
    await Promise.all([drained, left]);
    expect([...new Set(codes)].sort()).toEqual(['DRAINING', 'STATE_UNAVAILABLE']);
    expect(codes.indexOf('DRAINING')).toBe(codes.length - 1);
    expect(performance.now() - startedAt).toBeLessThan(WAITED_FOR_NOTHING_MS);
  });

  it('a request on HTTP that is taken is answered, and the next one is refused', async () => {
    const order = { customer: 'ann', touchpoint: 'web', placements: ['hero'] };
    redis.suspend();
    const taken = app.http('post', '/v1/decisions').send(order);
    const answered = taken.then(({ status, body }) => [status, (body as { code: string }).code]);
    const startedAt = performance.now();
    const drained = run();
    expect(await answered).toEqual([503, 'STATE_UNAVAILABLE']);
    await drained;
    expect(performance.now() - startedAt).toBeLessThan(WAITED_FOR_NOTHING_MS);
    const refused = await app.http('post', '/v1/decisions').send(order).expect(503);
    expect(refused.body).toMatchObject({ code: 'DRAINING', type: 'urn:proxima:problem:draining' });
    await app.http('get', '/metrics', '').expect(200);
  });
});

const PHONES = 12;

/** A phone that reports as soon as the last report is answered, until its socket closes. */
class BusyPhone {
  readonly acks: (Ack<PositionAck> | undefined)[] = [];
  readonly hints: unknown[] = [];
  readonly left: Promise<unknown>;
  sent = 0;
  extraAcks = 0;
  /** How many had been sent when the hint came: all of them must be acked. */
  sentAtHint?: number;

  constructor(readonly device: Device) {
    this.left = heard(device.socket, 'disconnect');
    device.socket.on('session:hint', (hint) => {
      this.hints.push(hint);
      this.sentAtHint ??= this.sent;
    });
    this.reportNext(device.socket);
  }

  get answered(): number {
    return this.acks.filter((ack) => ack !== undefined).length;
  }

  private reportNext(socket: Socket): void {
    const report = this.sent++;
    socket.emit('position:report', aFix(), (ack: Ack<PositionAck>) => {
      if (this.acks[report]) this.extraAcks += 1;
      this.acks[report] = ack;
      // Another turn, as a phone would; a socket that has closed sends nothing more.
      setImmediate(() => socket.connected && this.reportNext(socket));
    });
  }
}

describe.each([1, 2])('the built engine with %i process(es), under load', (processes) => {
  let engine: EngineProcess;
  let phones: BusyPhone[] = [];
  const folder = new EngineFolder();

  beforeAll(async () => {
    const { startEngineProcess } = await loadBuiltEngine();
    await redis.client.flushall();
    const env = folder.env(redis, { policy: ({ contact }) => (contact.caps = []) });
    engine = await startEngineProcess({ env: { ...env, PROXIMA_PROCESSES: String(processes) } });
    const names = Array.from({ length: PHONES }, (_, n) => `phone-${n}`);
    const devices = await Promise.all(names.map(async (n) => connectDevice(engine.url, await tokenFor('device', n))));
    await Promise.all(devices.map((device) => device.grantAll()));
    phones = devices.map((device) => new BusyPhone(device));
  });
  afterAll(async () => {
    phones.forEach(({ device }) => device.close());
    await engine?.stop();
    folder.remove();
  });

  it('SIGTERM, twice: not ready, told, acked, closed, and code 0', async () => {
    await eventually(() => phones.every(({ answered }) => answered > 3));
    const asked = new Set<string>();
    let isOver = false;
    const probing = (async () => {
      while (!isOver) {
        await fetch(`${engine.url}/health/ready`)
          .then(async (reply) => asked.add(`${reply.status} ${await reply.text()}`))
          .catch(() => undefined);
      }
    })();
    const startedAt = Date.now();
    process.kill(engine.pid, 'SIGTERM');
    process.kill(engine.pid, 'SIGTERM');
    await Promise.all(phones.map(({ left }) => left));
    expect(await engine.ended).toBe(0);
    expect(Date.now() - startedAt).toBeLessThan(10_000);
    isOver = true;
    await probing;
    expect([...asked]).toContain('503 {"status":"not-ready","reasons":["DRAINING"]}');
  });

  it('every phone was told once, each with a wait of its own', () => {
    for (const { hints } of phones) expect(hints).toEqual([{ draining: true, retryAfterMs: expect.any(Number) }]);
    const waits = new Set(phones.map(({ hints }) => (hints[0] as { retryAfterMs: number }).retryAfterMs));
    expect(waits.size).toBeGreaterThan(PHONES / 2);
  });

  it('every report that was sent before the hint was acked, none twice, and with a decision or a reason', () => {
    for (const { acks, sentAtHint, extraAcks } of phones) {
      expect(acks.slice(0, sentAtHint).filter((ack) => ack === undefined)).toEqual([]);
      expect(extraAcks).toBe(0);
      const refused = acks.flatMap((ack) => (ack && !ack.ok ? [ack.error.code] : []));
      expect(refused.filter((code) => code !== 'DRAINING')).toEqual([]);
    }
  });

  it('every offer that an ack names was pushed once, and its delivery is noted once at most', async () => {
    const noted = [...(await readEverything(redis.client))].flatMap(
      ([, text]) => text.match(/"deliveryId\\":\\"[^"\\]+/g) ?? [],
    );
    let pushed = 0;
    for (const { acks, device } of phones) {
      const named = acks.flatMap((ack) => (ack?.ok ? (ack.data.outcome.deliveryId ?? []) : []));
      const got = device.pushes.map(({ deliveryId }) => deliveryId);
      expect(new Set(got).size).toBe(got.length);
      expect(named.filter((id) => !got.includes(id))).toEqual([]);
      for (const id of got) expect(noted.filter((line) => line.endsWith(`"${id}`)).length).toBeLessThanOrEqual(1);
      pushed += got.length;
    }
    expect(pushed).toBeGreaterThan(PHONES);
    expect(noted.length).toBeGreaterThan(0);
  });
});
