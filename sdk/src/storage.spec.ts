import { describe, expect, it } from '@jest/globals';
import type { ProximaError } from './errors.js';
import { newEventId } from './event-id.js';
import { Shelf } from './shelf.js';
import { memoryStorage, webStorage, type KeyValueStorage } from './storage.js';
import { fakeDevice, settled } from './testing/index.js';

const names = (stored: unknown) => (Array.isArray(stored) ? (stored as string[]) : undefined);
const shelf = (storage: KeyValueStorage, onFailure = () => undefined as void) =>
  new Shelf<string[]>(storage, 'names', [], names, onFailure);

/** As AsyncStorage: every answer comes later. */
function slowStorage(): KeyValueStorage {
  const values = new Map<string, string>();
  return {
    get: async (key) => (await settled(), values.get(key)),
    set: async (key, value) => (await settled(), void values.set(key, value)),
  };
}

describe('a shelf', () => {
  it.each([
    ['memory', memoryStorage],
    ['one that is slow', slowStorage],
  ])('in %s: two who write at once lose nothing of each other', async (_name, make) => {
    const storage = make();
    const [one, two] = [shelf(storage), shelf(storage)];
    await Promise.all(Array.from({ length: 20 }, (_, n) => (n % 2 ? one : two).update((all) => [...all, `n${n}`])));
    expect((await shelf(storage).read()).length).toBe(20);
  });

  it.each(['not JSON', '{"an":"object"}', 'null'])('%s in the storage is as nothing', async (text) => {
    const storage = memoryStorage();
    await storage.set('names', text);
    expect(await shelf(storage).update((all) => [...all, 'ann'])).toEqual(['ann']);
  });

  it('a storage that fails is told once, and the value lasts all the same', async () => {
    let failures = 0;
    const full: KeyValueStorage = {
      get: () => '["old"]',
      set: () => {
        throw new Error('the quota is used up');
      },
    };
    const kept = shelf(full, () => void (failures += 1));
    await kept.update((all) => [...all, 'ann']);
    await kept.update((all) => [...all, 'bob']);
    expect([await kept.read(), failures]).toEqual([['old', 'ann', 'bob'], 1]);
  });
});

it('web storage is read and written under its keys', async () => {
  const values = new Map<string, string>();
  const storage = webStorage({
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
  });
  await shelf(storage).update(() => ['ann']);
  expect([...values]).toEqual([['names', '["ann"]']]);
});

it('a client whose storage fails says so and works', async () => {
  const errors: ProximaError[] = [];
  const broken: KeyValueStorage = {
    get: async () => {
      throw new Error('no disk');
    },
    set: () => undefined,
  };
  const device = await fakeDevice({ storage: broken });
  device.client.on('error', (error) => errors.push(error));
  const offer = await device.push();
  expect(await device.client.seen(offer)).toMatchObject({ status: 'recorded' });
  expect(errors.every(({ code }) => code === 'STORAGE_FAILED')).toBe(true);
  expect(device.client.offers).toEqual([offer]);
});

it('event ids are UUIDs without the platform’s help too', () => {
  const { crypto } = globalThis;
  Object.defineProperty(globalThis, 'crypto', { value: undefined, configurable: true });
  try {
    const ids = Array.from({ length: 50 }, () => newEventId(Math.random));
    expect(new Set(ids).size).toBe(50);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  } finally {
    Object.defineProperty(globalThis, 'crypto', { value: crypto, configurable: true });
  }
});
