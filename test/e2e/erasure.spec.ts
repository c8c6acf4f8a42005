import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SegmentWriter } from '../../src/archive/segment-writer.js';
import type { CustomerId, DecisionId, Owner, TenantId } from '../../src/core/types/ids.js';
import { EngineService } from '../../src/engine/engine.service.js';
import { DecisionRepository } from '../../src/state/decision.repository.js';
import { keys } from '../../src/state/keys.js';
import { LogKeyRepository } from '../../src/state/log-key.repository.js';
import { TestApp } from '../support/app.js';
import { SQUARE } from '../support/catalog.js';
import { aFix, openSocket, type Device } from '../support/device.js';
import { eventually } from '../support/eventually.js';
import { readEverything } from '../support/redis-contents.js';
import { TestRedis } from '../support/redis.js';
import { tokenFor } from '../support/tokens.js';

/** Deliveries and decisions are noted within 25 ms. */
const NOTED_MS = 100;

let redis: TestRedis;
let app: TestApp;
let customer: string;
let owner: Owner;
let device: Device;

beforeAll(async () => {
  redis = await TestRedis.start();
  app = await TestApp.start({ redis, policy: ({ contact }) => (contact.caps = []) });
});
beforeEach(async () => {
  customer = `erased-${randomUUID()}`;
  owner = { tenant: 'default' as TenantId, customer: customer as CustomerId };
  device = await (await app.device(customer)).grantAll();
});
afterEach(() => device.close());
afterAll(async () => {
  await app?.stop();
  await redis?.stop();
});

const erase = () => app.http('delete', `/v1/customers/${customer}`).expect(200);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Every key that names the customer, or holds the name. */
async function traces(): Promise<string[]> {
  const all = [...(await readEverything(redis.client))];
  return all.filter(([key, text]) => `${key} ${text}`.includes(customer)).map(([key]) => key);
}

/** Waits until notes have left and the worker has taken them. */
async function settle(): Promise<void> {
  await pause(NOTED_MS);
  await app.nest.get(SegmentWriter).writeAll();
}

describe('what comes in after an erasure brings nothing back', () => {
  it('the ack of an offer that was pushed before', async () => {
    const socket = openSocket(app.url, '/v1/device', { token: await tokenFor('device', customer) });
    const acks: (() => void)[] = [];
    socket.on('offer:push', (_offer, ack: () => void) => acks.push(ack));
    try {
      await socket.timeout(5_000).emitWithAck('position:report', aFix());
      const [ack] = [await eventually(() => acks[0])];
      await erase();
      ack!();
      await socket.timeout(5_000).emitWithAck('position:report', aFix());
      await settle();
      expect(await traces()).toEqual([]);
    } finally {
      socket.disconnect();
    }
  });

  it('feedback, to a delivery and without one', async () => {
    const { outcome } = await device.report();
    await device.push();
    await erase();
    const at = Date.now() - 60_000;
    const results = await device.feedback(
      { eventId: 'e1', type: 'accept', deliveryId: outcome.deliveryId, at },
      { eventId: 'e2', type: 'visit', category: 'bakery', at },
      { eventId: 'e3', type: 'rating', stars: 5, at },
    );
    expect(results.map(({ status }) => status)).toEqual(['refused', 'recorded', 'recorded']);
    await settle();
    expect(await traces()).toEqual([]);
  });

  it('positions and reported values', async () => {
    await device.report();
    await erase();
    expect(await device.report()).toMatchObject({ accepted: 0, outcome: { silence: 'CONSENT_MISSING' } });
    const values = { weather: 'sunny', companion: 'alone' };
    expect(await device.ask('context:report', { at: Date.now(), values })).toEqual({ accepted: 0 });
    await settle();
    expect(await traces()).toEqual([]);
  });

  it('a decision that was on its way', async () => {
    const order = { owner, now: Date.now(), touchpoint: 'web', placements: ['hero'], limit: 1 };
    const fixes = [{ ...SQUARE, accuracyMetres: 8, at: order.now }];
    const { decision } = await app.nest.get(EngineService).decide({ ...order, fixes });
    await erase();
    const late = { ...decision, input: { ...decision.input, decisionId: randomUUID() as DecisionId } };
    const versions = { catalog: 'c', policy: 'p', model: 'm' };
    const seen = { consents: '{"as":"before"}', contacts: '' };
    const repository = app.nest.get(DecisionRepository);
    await repository.commit({ decision: late, versions, channel: 'web', seen });
    await pause(NOTED_MS);
    expect(await traces()).toEqual([]);
  });
});

describe('an erasure', () => {
  it('leaves nothing while the customer goes on and the worker seals', async () => {
    // The walk takes its time.
    await redis.client.eval(`for n = 1, 20000 do redis.call('SET', 'filler:' .. n, 'x', 'PX', 60000) end`, 0);
    const logKeys = app.nest.get(LogKeyRepository);
    const { outcome } = await device.report();
    const id = outcome.decisionId as DecisionId;
    let isOver = false;
    const goOn = async () => {
      while (!isOver) {
        await Promise.all([
          device.report(),
          device.ask('context:report', { at: Date.now(), values: { dark: true } }).catch(() => 0),
        ]);
        const event = { type: 'visit', category: 'bakery', at: Date.now() };
        await device.feedback({ ...event, eventId: randomUUID() });
        const answer = { type: 'click', deliveryId: outcome.deliveryId, at: Date.now() };
        await device.feedback({ ...answer, eventId: randomUUID() });
      }
    };
    const seal = async () => {
      while (!isOver) await logKeys.takeRecord(owner, id);
    };
    const going = [goOn(), seal()];
    await erase();
    isOver = true;
    await Promise.all(going);
    await settle();
    expect(await traces()).toEqual([]);
  });

  it('goes through however much waits to be written', async () => {
    const stream = keys.decisionLog(owner.tenant);
    const others = JSON.stringify(Array.from({ length: 3 }, (_, n) => [`other-${n}`, randomUUID()]));
    const fill = `for n = 1, 200000 do redis.call('XADD', KEYS[1], '*', 'n', ARGV[1]) end`;
    await redis.client.eval(fill, 1, stream, others);
    await redis.client.xadd(
      stream,
      '*',
      'n',
      JSON.stringify([
        [customer, 'd'],
        ['other', 'd'],
      ]),
    );
    await erase();
    const [last] = await redis.client.xrevrange(stream, '+', '-', 'COUNT', 1);
    expect(last![1]).toEqual(['n', '[["other","d"]]']);
    expect(await redis.client.xlen(stream)).toBe(200_001);
    await redis.client.del(stream);
  });

  it('does not keep who comes back from starting anew', async () => {
    await device.report();
    await erase();
    await device.grantAll();
    expect((await device.report()).outcome.deliveryId).toEqual(expect.any(String));
    expect(await device.feedback({ eventId: 'e', type: 'visit', category: 'bakery', at: Date.now() })).toEqual([
      { eventId: 'e', status: 'recorded' },
    ]);
  });
});
