import { describe, expect, it } from '@jest/globals';
import type { Clock } from './clock.js';
import type { ProximaError } from './errors.js';
import type { Retraction } from './offer.js';
import { memoryStorage, type KeyValueStorage } from './storage.js';
import { FakeDevice } from './testing/fake-device.js';
import { fakeDevice, manualClock, settled, type ManualClock } from './testing/index.js';
import { readClaims } from './tokens.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const visit = (eventId: string) => ({ type: 'visit', category: 'bar', eventId }) as const;

/** A clock that tells how many of its timers are still set. */
function countingClock(): ManualClock & { pending(): number } {
  const clock = manualClock();
  const pending = new Set<object>();
  return {
    now: clock.now,
    advance: clock.advance,
    after(ms, work) {
      const timer = {};
      pending.add(timer);
      const cancel = clock.after(ms, () => (pending.delete(timer), work()));
      return () => (pending.delete(timer), cancel());
    },
    pending: () => pending.size,
  };
}

function goneOf({ client }: FakeDevice): Retraction[] {
  const gone: Retraction[] = [];
  client.on('retract', (retraction) => gone.push(retraction));
  return gone;
}

const feedbackMessages = ({ engine }: FakeDevice) =>
  engine.sent.filter(({ event }) => event === 'feedback:report').length;

describe('an offer leaves the screen', () => {
  it('when its time ran out while the phone slept, though another comes first', async () => {
    const clock = manualClock();
    let slept = 0;
    const sleepy: Clock = { now: () => clock.now() + slept, after: clock.after };
    const device = await fakeDevice({ clock: { ...sleepy, advance: clock.advance } });
    const gone = goneOf(device);
    const offer = await device.push();
    slept = 2 * HOUR_MS;
    await device.push({ expiresAt: new Date(sleepy.now() + 2 * HOUR_MS).toISOString() });
    await device.advance(HOUR_MS);
    expect(gone).toMatchObject([{ deliveryId: offer.deliveryId, reason: 'EXPIRED' }]);
  });

  it('in the tab that shows it, though another tab has noted before that it is gone', async () => {
    const storage = memoryStorage();
    const one = await fakeDevice({ storage });
    const two = await fakeDevice({ storage, engine: one.engine, clock: one.clock });
    const shown: string[][] = [[], []];
    [one, two].forEach((tab, n) => tab.client.on('offer', ({ deliveryId }) => shown[n]!.push(deliveryId)));
    const offer = await one.push();
    await settled();
    const [shows, silent, line] = shown[0]!.length === 1 ? ([one, two, 0] as const) : ([two, one, 1] as const);
    const gone = goneOf(shows);
    one.engine.retractFrom(1 - line, offer.deliveryId, 'STOPPED');
    await settled();
    await silent.push();
    await settled();
    one.engine.retractFrom(line, offer.deliveryId, 'STOPPED');
    await settled();
    expect(gone).toMatchObject([{ deliveryId: offer.deliveryId, reason: 'STOPPED' }]);
  });

  it('with a newer push of it that went to another device', async () => {
    const device = await fakeDevice();
    const gone = goneOf(device);
    const offer = await device.push({ offerId: 'rolls' });
    await device.cut();
    const newer = await device.push({ offerId: 'rolls' });
    await device.retract(newer, 'ANSWERED');
    await device.restore();
    expect(gone).toMatchObject([{ deliveryId: offer.deliveryId, reason: 'ANSWERED' }]);
    expect(device.client.offers).toEqual([]);
  });

  it('when its customer was erased meanwhile', async () => {
    const device = await fakeDevice();
    const gone = goneOf(device);
    const offer = await device.push();
    await device.cut();
    device.engine.forget();
    await device.restore();
    expect(gone).toMatchObject([{ deliveryId: offer.deliveryId, reason: 'ERASED' }]);
    expect(device.client.offers).toEqual([]);
  });
});

describe('feedback', () => {
  it('that is told twice before the line is there is answered to both', async () => {
    const device = await fakeDevice();
    const offer = await device.push();
    await device.cut();
    const told = Promise.all([device.client.seen(offer), device.client.seen(offer)]);
    await device.restore();
    expect((await told).map(({ status }) => status)).toEqual(['recorded', 'recorded']);
  });

  it('that comes while a busy engine is to be left alone waits with the rest', async () => {
    const device = await fakeDevice();
    device.engine.refuseNext('feedback:report', { code: 'RATE_LIMITED', retryAfterMs: 4_000 });
    for (let n = 0; n < 10; n += 1) {
      void device.client.feedback(visit(`n-${n}`));
      await settled();
    }
    expect(feedbackMessages(device)).toBe(1);
    await device.advance(5_000);
    expect([feedbackMessages(device), device.engine.counted.length]).toEqual([2, 10]);
  });
});

describe('the line', () => {
  it('comes back no sooner than the engine asks, also when the network does', async () => {
    const device = await fakeDevice();
    await device.hint({ draining: true, retryAfterMs: 30_000 });
    device.engine.cut();
    await settled();
    device.client.wake();
    await device.advance(29_000);
    expect(device.client.state).toBe('disconnected');
    await device.advance(3_000);
    expect(device.client.state).toBe('resumed');
  });

  it('getToken that never answers is called again', async () => {
    let asked = 0;
    const never = new Promise<string>(() => undefined);
    const device = await fakeDevice({ getToken: () => ((asked += 1), asked === 1 ? never : 'token') });
    expect(device.client.state).toBe('connecting');
    await device.advance(MINUTE_MS);
    expect([device.client.state, asked]).toEqual(['connected', 2]);
  });
});

describe('a storage', () => {
  it('that fails is told once, whatever is kept in it', async () => {
    const errors: ProximaError[] = [];
    const full: KeyValueStorage = {
      get: () => null,
      set: () => {
        throw new Error('the quota is used up');
      },
    };
    const device = await fakeDevice({ storage: full });
    device.client.on('error', (error) => errors.push(error));
    await device.client.seen(await device.push());
    await device.grant('location');
    expect(errors.map(({ code }) => code)).toEqual(['STORAGE_FAILED']);
  });

  it('whose lock cannot be had does not stop the offers', async () => {
    const locked: KeyValueStorage = {
      ...memoryStorage(),
      exclusively: () => Promise.reject(new Error('no locks on this page')),
    };
    const device = await fakeDevice({ storage: locked });
    const offers = [await device.push(), await device.push()];
    expect(device.client.state).toBe('connected');
    expect(device.client.offers).toEqual(offers);
  });
});

describe('a client that is closed', () => {
  it('in the midst of all leaves no timer and watches nothing', async () => {
    const clock = countingClock();
    const device = await fakeDevice({ clock });
    const { client, engine } = device;
    await device.grant('location');
    engine.push();
    void client.feedback(visit('late'));
    void client.setConsent({ purpose: 'marketing', status: 'granted', textVersion: '1' });
    client.close();
    let watches = 0;
    client.follow({ watch: () => ((watches += 1), () => undefined) });
    await settled();
    expect([clock.pending(), watches]).toEqual([0, 0]);
  });

  it('while it connects leaves no timer', async () => {
    const clock = countingClock();
    const storage = memoryStorage();
    const first = await fakeDevice({ clock, storage });
    await first.push();
    first.client.close();
    expect(clock.pending()).toBe(0);
    for (let turns = 0; turns < 40; turns += 1) {
      const { client } = new FakeDevice({ clock, storage, engine: first.engine });
      for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
      client.close();
      await settled();
      expect([turns, clock.pending()]).toEqual([turns, 0]);
    }
  });

  it('says so to who changes a consent, and leaves the change to the next one', async () => {
    const device = await fakeDevice();
    await device.grant('location');
    device.client.close();
    const asked = device.client.setConsent({ purpose: 'location', status: 'withdrawn', textVersion: '1' });
    await expect(asked).rejects.toMatchObject({ code: 'CLOSED' });
    await device.restart();
    expect(device.engine.consents.at(-1)).toMatchObject({ status: 'withdrawn' });
  });
});

it('a token is read without the help of the platform', () => {
  const claims = { sub: 'ann.b@example', tenant: 'shop', exp: 1_800_000_000, name: 'Änne ☂' };
  const token = `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.`;
  const { atob } = globalThis;
  Object.defineProperty(globalThis, 'atob', { value: undefined, configurable: true, writable: true });
  try {
    expect(readClaims(token)).toEqual({ customer: 'ann.b@example', tenant: 'shop', expiresAtMs: 1_800_000_000_000 });
    for (const broken of ['a.b.c', 'a..c', 'a.%%%.c', '']) expect(readClaims(broken)).toEqual({});
  } finally {
    Object.defineProperty(globalThis, 'atob', { value: atob, configurable: true, writable: true });
  }
});
