import { describe, expect, it } from '@jest/globals';
import type { Offer, Retraction } from './offer.js';
import type { ProximaError } from './errors.js';
import type { State } from './state.js';
import { memoryStorage } from './storage.js';
import { fakeDevice, settled, type FakeDevice } from './testing/index.js';

const MINUTE_MS = 60_000;
const FIX = { lat: 52.52, lng: 13.41, accuracyMetres: 8, at: 0 };

function watch({ client }: FakeDevice) {
  const seen = { shown: [] as string[], gone: [] as Retraction[], states: [] as State[], errors: [] as ProximaError[] };
  client.on('offer', ({ deliveryId }: Offer) => seen.shown.push(deliveryId));
  client.on('retract', (retraction) => seen.gone.push(retraction));
  client.on('state', (state) => seen.states.at(-1) !== state && seen.states.push(state));
  client.on('error', (error) => seen.errors.push(error));
  return seen;
}

describe('offers', () => {
  it('one that comes is shown, acked and among those that are valid, until its time is over', async () => {
    const device = await fakeDevice();
    const seen = watch(device);
    const offer = await device.push({ expiresAt: new Date(device.clock.now() + MINUTE_MS).toISOString() });
    expect([seen.shown, device.engine.acked]).toEqual([[offer.deliveryId], [offer.deliveryId]]);
    expect(device.client.offers).toEqual([offer]);
    await device.advance(MINUTE_MS);
    expect(seen.gone).toEqual([{ deliveryId: offer.deliveryId, reason: 'EXPIRED', offer }]);
    expect(device.client.offers).toEqual([]);
  });

  it('one that comes twice is acked twice and shown once', async () => {
    const device = await fakeDevice();
    const seen = watch(device);
    const offer = await device.push();
    device.engine.send(offer);
    await settled();
    expect([seen.shown.length, device.engine.acked.length]).toEqual([1, 2]);
  });

  it('one whose time is over when it comes is acked and not shown', async () => {
    const device = await fakeDevice();
    const seen = watch(device);
    await device.push({ expiresAt: new Date(device.clock.now() - 1).toISOString() });
    expect([seen.shown.length, device.engine.acked.length]).toEqual([0, 1]);
  });

  it('what is no offer is told and left out', async () => {
    const device = await fakeDevice();
    const seen = watch(device);
    await device.push({ expiresAt: 'soon' });
    expect(seen.shown).toEqual([]);
    expect(seen.errors).toMatchObject([{ code: 'INVALID_PUSH' }]);
  });

  it('one that is taken back leaves, and does not come back when its push was overtaken', async () => {
    const device = await fakeDevice();
    const seen = watch(device);
    const first = await device.push();
    await device.retract(first, 'LEFT_ZONE');
    expect(seen.gone).toMatchObject([{ deliveryId: first.deliveryId, reason: 'LEFT_ZONE' }]);
    await device.retract({ deliveryId: 'late' }, 'STOPPED');
    await device.push({ deliveryId: 'late' });
    expect(seen.shown).toEqual([first.deliveryId]);
  });

  it('what came during a cut comes after it, once, in its order, without what was taken back or is over', async () => {
    const device = await fakeDevice();
    const seen = watch(device);
    const before = await device.push();
    await device.cut();
    const missed = [await device.push(), await device.push()];
    const backTaken = await device.push();
    await device.push({ expiresAt: new Date(device.clock.now() + 100).toISOString() });
    await device.retract(backTaken, 'STOPPED');
    await device.retract(before, 'STOPPED');
    await device.restore();
    expect(seen.shown).toEqual([before, ...missed].map(({ deliveryId }) => deliveryId));
    expect(seen.gone.map(({ deliveryId }) => deliveryId)).toEqual([before.deliveryId]);
    expect(device.engine.sent.at(-1)).toEqual({ event: 'inbox:resume', payload: { afterSeq: before.seq } });
  });

  it('a push that comes while what was missed is asked for waits for that', async () => {
    const device = await fakeDevice();
    const seen = watch(device);
    await device.cut();
    await device.push();
    const resume = device.engine.answers['inbox:resume'];
    device.engine.answers['inbox:resume'] = (payload) => {
      const answer = resume(payload);
      device.engine.push();
      return answer;
    };
    await device.restore();
    expect(seen.shown).toEqual(['d-1.card', 'd-2.card']);
  });

  it('a restart shows none again, keeps those that are valid, and resumes after the last one', async () => {
    const device = await fakeDevice();
    const offer = await device.push();
    const client = await device.restart();
    const seen = watch(device);
    device.engine.send(offer);
    await settled();
    expect(seen.shown).toEqual([]);
    expect(client.offers).toEqual([offer]);
    expect(device.engine.sent.at(-1)).toEqual({ event: 'inbox:resume', payload: { afterSeq: 1 } });
  });

  it('two tabs with one storage show one offer once between them', async () => {
    const storage = memoryStorage();
    const one = await fakeDevice({ storage });
    const two = await fakeDevice({ storage, engine: one.engine, clock: one.clock });
    const seen = [watch(one), watch(two)];
    const offer = await one.push();
    await settled();
    expect(one.engine.acked).toEqual([offer.deliveryId, offer.deliveryId]);
    expect(seen.flatMap(({ shown }) => shown)).toEqual([offer.deliveryId]);
  });

  it('what one tab shows is not taken from it because it was seen there', async () => {
    const storage = memoryStorage();
    const one = await fakeDevice({ storage });
    const two = await fakeDevice({ storage, engine: one.engine, clock: one.clock });
    const seen = [watch(one), watch(two)];
    const other = await one.push();
    const [shows, silent] = seen[0]!.shown.length === 1 ? [one, two] : [two, one];
    silent.engine.retractFrom(silent.client === two.client ? 1 : 0, other.deliveryId, 'SEEN_ELSEWHERE');
    await settled();
    expect(shows.client.offers).toEqual([other]);
    expect((await shows.restart()).offers).toEqual([other]);
  });

  it('one that is pushed again takes the place of the push before, never of a later one', async () => {
    const device = await fakeDevice();
    const seen = watch(device);
    await device.push({ offerId: 'rolls', seq: 11 });
    const again = await device.push({ offerId: 'rolls', seq: 12 });
    await device.push({ offerId: 'rolls', seq: 10, deliveryId: 'late' });
    expect(seen.gone.map(({ deliveryId, reason }) => [deliveryId, reason])).toEqual([['d-1.card', 'REPLACED']]);
    expect(device.client.offers).toContainEqual(again);
  });

  it('of many no more is kept than may come again', async () => {
    const values = new Map<string, string>();
    const storage = {
      get: (key: string) => values.get(key),
      set: (key: string, value: string) => void values.set(key, value),
    };
    const device = await fakeDevice({ storage });
    const kept = () =>
      JSON.parse(values.get('proxima/default/unknown/inbox') ?? '{"known":[]}') as {
        known: unknown[];
        offers: unknown[];
      };
    for (let n = 0; n < 1_100; n += 1) device.engine.push();
    for (let n = 0; n < 500 && kept().known.length < 1_000; n += 1) await settled();
    for (let n = 0; n < 100; n += 1) await settled();
    expect([kept().known.length, kept().offers.length]).toEqual([1_000, 50]);
  });

  it('a listener that throws keeps no other from hearing, and its fault is told where the app tells its own', async () => {
    const device = await fakeDevice();
    const thrown: unknown[] = [];
    const { queueMicrotask } = globalThis;
    globalThis.queueMicrotask = (work) => {
      try {
        work();
      } catch (error) {
        thrown.push(error);
      }
    };
    try {
      device.client.on('offer', () => {
        throw new Error('of the app');
      });
      const seen = watch(device);
      await device.push();
      expect([seen.shown.length, device.engine.acked.length, thrown.length]).toEqual([1, 1, 1]);
    } finally {
      globalThis.queueMicrotask = queueMicrotask;
    }
  });

  it('an engine without an inbox is got along with', async () => {
    const device = await fakeDevice();
    const seen = watch(device);
    await device.cut();
    device.engine.refuseNext('inbox:resume', { code: 'NOT_FOUND' });
    await device.restore();
    expect(seen.states).toEqual(['disconnected', 'connected']);
  });
});

describe('feedback', () => {
  it('is counted once, though its ack was lost with the line', async () => {
    const device = await fakeDevice();
    const offer = await device.push();
    device.engine.loseNextAck('feedback:report');
    const told = device.client.seen(offer);
    await device.restore();
    await device.advance(MINUTE_MS);
    expect(await told).toEqual({ eventId: `impression:${offer.deliveryId}`, status: 'duplicate' });
    const sent = device.engine.sent.filter(({ event }) => event === 'feedback:report').map(({ payload }) => payload);
    expect(sent).toHaveLength(2);
    expect(sent[1]).toEqual(sent[0]);
    expect([device.engine.counted.length, device.client.waitingFeedback]).toEqual([1, 0]);
  });

  it('waits for the line over a restart, and is sent with the id it was made with', async () => {
    const device = await fakeDevice();
    const offer = await device.push();
    await device.cut();
    void device.client.feedback({ type: 'click', deliveryId: offer.deliveryId });
    await settled();
    await device.restart();
    expect(device.engine.counted).toEqual([]);
    await device.restore();
    expect(device.engine.counted).toMatchObject([{ type: 'click', eventId: expect.stringMatching(/^[0-9a-f-]{36}$/) }]);
  });

  it('of more than 500 the oldest is dropped and told', async () => {
    const device = await fakeDevice();
    const seen = watch(device);
    await device.cut();
    const first = device.client.feedback({ type: 'visit', category: 'bar', eventId: 'first' });
    for (let n = 0; n < 500; n += 1) void device.client.feedback({ type: 'visit', category: 'bar', eventId: `n-${n}` });
    for (let n = 0; n < 50; n += 1) await settled();
    expect(await first).toMatchObject({ status: 'refused', code: 'QUEUE_FULL' });
    expect(seen.errors).toMatchObject([{ code: 'QUEUE_FULL' }]);
    await device.restore();
    expect(device.engine.counted).toHaveLength(500);
    const sizes = device.engine.sent.flatMap(({ event, payload }) =>
      event === 'feedback:report' ? [(payload as { events: unknown[] }).events.length] : [],
    );
    expect(sizes).toEqual([100, 100, 100, 100, 100]);
  });

  it('older than a day is dropped and told', async () => {
    const device = await fakeDevice();
    await device.cut();
    const told = device.client.feedback({ type: 'visit', category: 'bar' });
    await device.advance(24 * 60 * MINUTE_MS + 1);
    await device.restore();
    await device.advance(MINUTE_MS);
    expect(await told).toMatchObject({ status: 'refused', code: 'TOO_OLD' });
    expect(device.engine.counted).toEqual([]);
  });

  it('that the engine refuses is dropped and told, and holds up no other', async () => {
    const device = await fakeDevice();
    const seen = watch(device);
    const count = device.engine.answers['feedback:report'];
    device.engine.answers['feedback:report'] = ({ events }) =>
      events.map((event) =>
        event.eventId === 'bad'
          ? { eventId: 'bad', status: 'refused', code: 'EVENT_MISMATCH', message: 'Another offer' }
          : count({ events: [event] })[0]!,
      );
    await device.cut();
    const told = ['bad', 'good'].map((eventId) => device.client.feedback({ type: 'visit', category: 'bar', eventId }));
    await settled();
    await device.restore();
    expect((await Promise.all(told)).map(({ status }) => status)).toEqual(['refused', 'recorded']);
    expect(seen.errors).toMatchObject([{ code: 'EVENT_MISMATCH' }]);
    expect(device.client.waitingFeedback).toBe(0);
  });

  it('waits as long as an engine asks that is too busy', async () => {
    const device = await fakeDevice();
    device.engine.refuseNext('feedback:report', { code: 'RATE_LIMITED', retryAfterMs: 4_000 });
    void device.client.feedback({ type: 'visit', category: 'bar' });
    await device.advance(3_999);
    expect(device.engine.counted).toEqual([]);
    await device.advance(1_000);
    expect(device.engine.counted).toHaveLength(1);
  });

  it('an answer that tells of none of it does not make it send without a pause', async () => {
    const device = await fakeDevice();
    device.engine.answers['feedback:report'] = () => [];
    void device.client.feedback({ type: 'visit', category: 'bar' });
    await device.advance(10_000);
    const sent = device.engine.sent.filter(({ event }) => event === 'feedback:report').length;
    expect([sent > 2, sent < 10]).toEqual([true, true]);
  });

  it('a message that is refused as a whole costs only the event that spoils it', async () => {
    const device = await fakeDevice();
    await device.cut();
    for (const eventId of ['spoils', 'good']) void device.client.feedback({ type: 'visit', category: 'bar', eventId });
    await settled();
    for (const code of ['TOO_LARGE', 'TOO_LARGE']) device.engine.refuseNext('feedback:report', { code });
    await device.restore();
    expect(device.engine.counted).toMatchObject([{ eventId: 'good' }]);
    await device.cut();
    for (const eventId of ['next', 'last']) void device.client.feedback({ type: 'visit', category: 'bar', eventId });
    await settled();
    await device.restore();
    const last = device.engine.sent.findLast(({ event }) => event === 'feedback:report')!;
    expect((last.payload as { events: unknown[] }).events).toHaveLength(2);
  });

  it('a dismissal takes the offer off the screen of every listener', async () => {
    const device = await fakeDevice();
    const seen = watch(device);
    const offer = await device.push();
    void device.client.dismiss(offer, 'not-now');
    await settled();
    expect(seen.gone).toMatchObject([{ deliveryId: offer.deliveryId, reason: 'ANSWERED' }]);
    expect(device.engine.counted).toMatchObject([{ type: 'dismiss', reason: 'not-now' }]);
  });
});

describe('consent', () => {
  const sentBy = ({ engine }: FakeDevice) => engine.sent.map(({ event }) => event);

  it('before it nothing leaves the device', async () => {
    const device = await fakeDevice();
    await expect(device.client.reportPosition(FIX)).rejects.toMatchObject({ code: 'CONSENT_MISSING' });
    await expect(device.client.reportContext({ weather: 'rain' })).rejects.toMatchObject({ code: 'CONSENT_MISSING' });
    await device.grant('marketing', 'profiling');
    await expect(device.client.reportPosition(FIX)).rejects.toMatchObject({ code: 'CONSENT_MISSING' });
    expect(sentBy(device)).toEqual(['inbox:resume', 'consent:set', 'consent:set']);
    await device.grant('location');
    await expect(device.client.reportPosition(FIX)).resolves.toMatchObject({ accepted: 1 });
  });

  it('that the engine knows of is enough', async () => {
    const device = await fakeDevice();
    device.engine.consents.push({
      purpose: 'location',
      status: 'granted',
      textVersion: '1',
      at: '2026-01-01T00:00:00Z',
    });
    await device.client.loadConsents();
    await expect(device.client.reportPosition(FIX)).resolves.toMatchObject({ accepted: 1 });
  });

  it('that was withdrawn elsewhere ends it here with the next answer', async () => {
    const device = await fakeDevice();
    await device.grant('location');
    device.engine.consents.push({
      purpose: 'location',
      status: 'withdrawn',
      textVersion: '1',
      at: '2026-01-01T00:00:00Z',
    });
    await device.client.reportPosition(FIX);
    expect(device.client.isLocationGranted).toBe(false);
  });

  it('that is withdrawn without a line holds here at once, and is the first that the engine hears', async () => {
    const device = await fakeDevice();
    await device.grant('location');
    await device.cut();
    void device.client.setConsent({ purpose: 'location', status: 'withdrawn', textVersion: '1' });
    await settled();
    expect(device.client.isLocationGranted).toBe(false);
    const heard = device.engine.sent.length;
    await device.restart();
    await device.restore();
    expect(sentBy(device).slice(heard)).toEqual(['consent:set', 'inbox:resume']);
    expect(device.engine.consents.at(-1)).toMatchObject({ purpose: 'location', status: 'withdrawn' });
  });

  it('a grant whose ack comes after a withdrawal opens nothing', async () => {
    const device = await fakeDevice();
    let starts = 0;
    device.client.follow({ watch: () => ((starts += 1), () => undefined) });
    const note = device.engine.answers['consent:set'];
    device.engine.answers['consent:set'] = (consent) => {
      // While the grant is on its way, the customer thinks better of it.
      const withdrawal = { purpose: 'location', status: 'withdrawn', textVersion: '1' } as const;
      if (consent.status === 'granted') void device.client.setConsent(withdrawal);
      return note(consent);
    };
    void device.client.setConsent({ purpose: 'location', status: 'granted', textVersion: '1' });
    await settled();
    expect([starts, device.client.isLocationGranted]).toEqual([0, false]);
    expect(device.engine.consents.at(-1)).toMatchObject({ status: 'withdrawn' });
  });

  it('that a busy engine cannot take is sent again, and the promise waits for that', async () => {
    const device = await fakeDevice();
    device.engine.refuseNext('consent:set', { code: 'RATE_LIMITED', retryAfterMs: 2_000 });
    const asked = device.client.setConsent({ purpose: 'location', status: 'granted', textVersion: '1' });
    await device.advance(1_999);
    expect(device.client.isLocationGranted).toBe(false);
    await device.advance(1_000);
    await expect(asked).resolves.toMatchObject({ status: 'granted' });
    expect(device.client.isLocationGranted).toBe(true);
  });

  it('that the engine refuses is told to who asked, and not asked again', async () => {
    const device = await fakeDevice();
    device.engine.refuseNext('consent:set', { code: 'INVALID_MESSAGE' });
    const asked = device.client.setConsent({ purpose: 'location', status: 'granted', textVersion: '?' });
    await expect(asked).rejects.toMatchObject({ code: 'INVALID_MESSAGE' });
    await device.cut();
    await device.restore();
    expect(sentBy(device).filter((event) => event === 'consent:set')).toHaveLength(1);
  });
});

describe('positions', () => {
  it('none is kept for later', async () => {
    const device = await fakeDevice();
    await device.grant('location');
    await device.cut();
    await expect(device.client.reportPosition(FIX)).rejects.toMatchObject({ code: 'DISCONNECTED' });
    await device.restore();
    expect(device.engine.sent.filter(({ event }) => event === 'position:report')).toEqual([]);
  });

  it('of those that come while one is on its way, the newest follows', async () => {
    const device = await fakeDevice();
    await device.grant('location');
    const acks = [1, 2, 3].map((at) => device.client.reportPosition({ ...FIX, at }));
    expect((await Promise.all(acks)).map(({ outcome }) => outcome.silence)).toEqual([
      'NO_CANDIDATES',
      'COALESCED',
      'NO_CANDIDATES',
    ]);
    const sent = device.engine.sent.filter(({ event }) => event === 'position:report');
    expect(sent.map(({ payload }) => (payload as { at: number }).at)).toEqual([1, 3]);
  });

  it('none goes sooner than an engine asks that is too busy', async () => {
    const device = await fakeDevice();
    await device.grant('location');
    device.engine.refuseNext('position:report', { code: 'RATE_LIMITED', retryAfterMs: 2_000 });
    await expect(device.client.reportPosition(FIX)).rejects.toMatchObject({ retryAfterMs: 2_000 });
    await device.advance(1_500);
    await expect(device.client.reportPosition(FIX)).rejects.toMatchObject({ code: 'RATE_LIMITED', retryAfterMs: 500 });
    await device.advance(500);
    await expect(device.client.reportPosition(FIX)).resolves.toMatchObject({ accepted: 1 });
  });

  it('one that waits while consent is withdrawn does not go', async () => {
    const device = await fakeDevice();
    await device.grant('location');
    const acks = [1, 2].map((at) => device.client.reportPosition({ ...FIX, at }));
    void device.client.setConsent({ purpose: 'location', status: 'withdrawn', textVersion: '1' });
    await expect(acks[1]).rejects.toMatchObject({ code: 'CONSENT_MISSING' });
    expect(device.engine.sent.filter(({ event }) => event === 'position:report')).toHaveLength(1);
  });
});
