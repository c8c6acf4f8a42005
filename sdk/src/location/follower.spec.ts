import { describe, expect, it } from '@jest/globals';
import type { Fix } from '../contract.js';
import type { ProximaError } from '../errors.js';
import { fakeDevice, settled, type FakeDevice } from '../testing/index.js';
import { browserLocation, type GeolocationFix } from './browser.js';
import type { Preset } from './presets.js';
import { routeLocation } from './route.js';
import type { LocationSource, WatchOptions } from './source.js';

/** A source that a test holds in its hand. */
class Handheld implements LocationSource {
  watching?: WatchOptions;
  starts = 0;
  #tell: (fix: Fix) => void = () => undefined;

  watch(onFix: (fix: Fix) => void, options: WatchOptions): () => void {
    this.watching = options;
    this.starts += 1;
    this.#tell = onFix;
    return () => (this.watching = undefined);
  }

  async tell(metresNorth: number, at: number): Promise<void> {
    if (this.watching) this.#tell({ lat: 52.5 + metresNorth / 111_195, lng: 13.4, accuracyMetres: 5, at });
    await settled();
  }
}

const reportsOf = ({ engine }: FakeDevice) => engine.sent.filter(({ event }) => event === 'position:report').length;

/** A fix a second while walking at 1.5 m/s. @returns how many were reported */
async function walk(device: FakeDevice, preset: Preset, seconds: number, metresPerSecond: number): Promise<number> {
  const source = new Handheld();
  await device.grant('location');
  const stop = device.client.follow(source, preset);
  for (let second = 0; second < seconds; second += 1) {
    await source.tell(second * metresPerSecond, device.clock.now());
    await device.advance(1_000);
  }
  stop();
  return reportsOf(device);
}

describe('presets', () => {
  it.each<[Preset, number, number]>([
    // The engine asks for a report after 10 s or 25 m; 600 s long.
    ['continuous', 1.5, 600],
    ['responsive', 1.5, 60],
    ['responsive', 12.5, 300],
    ['auto', 1.5, 60],
    ['auto', 0, 60],
    ['efficient', 12.5, 10],
  ])('%s at %d m/s reports %d times in ten minutes', async (preset, metresPerSecond, reports) => {
    expect(await walk(await fakeDevice(), preset, 600, metresPerSecond)).toBe(reports);
  });

  it('auto keeps satellites on only while the engine wants a report soon', async () => {
    const device = await fakeDevice();
    const source = new Handheld();
    await device.grant('location');
    device.client.follow(source, 'auto');
    expect(source.watching).toMatchObject({ highAccuracy: true });
    device.engine.nextReport = { afterMs: 90_000, minMetres: 60, why: 'dwelling' };
    await source.tell(0, device.clock.now());
    expect(source.watching).toMatchObject({ highAccuracy: false });
    device.engine.nextReport = { afterMs: 10_000, minMetres: 25, why: 'passing' };
    await device.advance(90_000);
    await source.tell(0, device.clock.now());
    expect(source.watching).toMatchObject({ highAccuracy: true });
  });

  it('a way that is shorter than the fix is sure of is none', async () => {
    const device = await fakeDevice();
    device.engine.nextReport = { afterMs: 60_000, minMetres: 2, why: 'passing' };
    expect(await walk(device, 'auto', 4, 1)).toBe(1);
  });
});

describe('consent', () => {
  it('the source is not even started before it, stops with its withdrawal, and goes on with the next grant', async () => {
    const device = await fakeDevice();
    const source = new Handheld();
    device.client.follow(source);
    await settled();
    expect(source.starts).toBe(0);
    await device.grant('location');
    expect(source.starts).toBe(1);
    void device.client.setConsent({ purpose: 'location', status: 'withdrawn', textVersion: '1' });
    expect(source.watching).toBeUndefined();
    await settled();
    await device.grant('location');
    expect([source.starts, source.watching !== undefined]).toEqual([2, true]);
  });

  it('a source that was stopped stays so', async () => {
    const device = await fakeDevice();
    const source = new Handheld();
    device.client.follow(source)();
    await device.grant('location');
    expect(source.starts).toBe(0);
  });
});

describe('faults', () => {
  it('fixes of a cut are dropped, and the first after it goes', async () => {
    const device = await fakeDevice();
    const source = new Handheld();
    await device.grant('location');
    device.client.follow(source, 'continuous');
    await device.cut();
    await source.tell(0, 1);
    await device.restore();
    expect(reportsOf(device)).toBe(0);
    await source.tell(0, 2);
    expect(device.engine.sent.at(-1)!.payload).toMatchObject({ at: 2 });
  });

  it('an engine that is asked too much gets the next one when it said', async () => {
    const device = await fakeDevice();
    const source = new Handheld();
    await device.grant('location');
    device.client.follow(source, 'auto');
    device.engine.refuseNext('position:report', { code: 'RATE_LIMITED', retryAfterMs: 3_000 });
    await source.tell(0, 1);
    await device.advance(2_999);
    await source.tell(900, 2);
    expect(reportsOf(device)).toBe(1);
    await device.advance(1);
    await source.tell(900, 3);
    expect(reportsOf(device)).toBe(2);
  });

  it('a fix that the engine refuses is told', async () => {
    const device = await fakeDevice();
    const source = new Handheld();
    const errors: ProximaError[] = [];
    device.client.on('error', (error) => errors.push(error));
    await device.grant('location');
    device.client.follow(source);
    device.engine.refuseNext('position:report', { code: 'TIMESTAMP_OUT_OF_WINDOW' });
    await source.tell(0, 1);
    expect(errors).toMatchObject([{ code: 'TIMESTAMP_OUT_OF_WINDOW' }]);
  });
});

it('a browser’s positions become fixes, without what it does not know', () => {
  const fixes: Fix[] = [];
  const cleared: number[] = [];
  const coords = { latitude: 52.5, longitude: 13.4, accuracy: 2_000_000, speed: null, heading: Number.NaN };
  const stop = browserLocation({
    watchPosition(onPosition: (position: GeolocationFix) => void) {
      onPosition({ timestamp: 1_000.5, coords });
      onPosition({ timestamp: 2_000, coords: { ...coords, accuracy: 5, speed: 1.5, heading: 0 } });
      return 7;
    },
    clearWatch: (id) => cleared.push(id),
  }).watch(
    (fix) => fixes.push(fix),
    { highAccuracy: true, intervalMs: 1_000 },
    () => undefined,
  );
  stop();
  expect(fixes).toEqual([
    { lat: 52.5, lng: 13.4, accuracyMetres: 100_000, at: 1_001 },
    { lat: 52.5, lng: 13.4, accuracyMetres: 5, at: 2_000, speedMps: 1.5, headingDeg: 0 },
  ]);
  expect(cleared).toEqual([7]);
});

it('without a geolocation that is told', () => {
  const errors: ProximaError[] = [];
  browserLocation(undefined).watch(
    () => undefined,
    { highAccuracy: true, intervalMs: 1_000 },
    (error) => errors.push(error),
  );
  expect(errors).toMatchObject([{ code: 'LOCATION_UNAVAILABLE' }]);
});

it('a route is walked at its speed, with its waits, and ends in standing', async () => {
  const device = await fakeDevice();
  const fixes: Fix[] = [];
  const stop = routeLocation(
    [
      { lat: 52.5, lng: 13.4, waitSeconds: 5 },
      { lat: 52.5 + 20 / 111_195, lng: 13.4 },
    ],
    { clock: device.clock, speedMps: 2 },
  ).watch(
    (fix) => fixes.push(fix),
    { highAccuracy: true, intervalMs: 1_000 },
    () => undefined,
  );
  await device.advance(20_000);
  stop();
  await device.advance(20_000);
  expect(fixes).toHaveLength(21);
  expect(fixes.map(({ lat }) => Math.round((lat - 52.5) * 111_195))).toEqual(
    Array.from({ length: 21 }, (_, second) => Math.min(20, Math.max(0, (second - 5) * 2))),
  );
  expect([fixes[0]!.activity, fixes[10]!.activity, fixes[20]!.activity]).toEqual(['still', 'walking', 'still']);
  expect(fixes[10]!.headingDeg).toBeCloseTo(0);
});
