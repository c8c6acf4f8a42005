import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { TestRedis } from '../../test/support/redis.js';
import { circleZone, ALEXANDERPLATZ, offerOf, offersIn } from '../../test/support/builders.js';
import type { TenantId } from '../core/types/ids.js';
import { createLog } from '../platform/log.js';
import type { CatalogChannel } from '../state/catalog-channel.js';
import { keys } from '../state/keys.js';
import { CatalogRepository } from './catalog.repository.js';
import { CompiledCatalogs } from './compiled-catalogs.js';
import { CatalogFault, CatalogService } from './catalog.service.js';
import { VersionRepository } from './version.repository.js';
import { storeOn } from '../../test/support/state.js';

const TENANT = 'default' as TenantId;
const file = (valueMinor: number) => ({
  zones: [circleZone('z', ALEXANDERPLATZ, 50)],
  offers: [offerOf('o', { valueMinor })],
});

let redis: TestRedis;
let service: CatalogService;

beforeAll(async () => void (redis = await TestRedis.start()));
afterAll(() => redis?.stop());
beforeEach(async () => {
  await redis.client.flushall();
  const store = storeOn(redis.client);
  const [versions, log] = [new VersionRepository(store), createLog('silent')];
  service = new CatalogService(
    new CatalogRepository(store),
    versions,
    new CompiledCatalogs(versions, log),
    { listen: () => undefined } as unknown as CatalogChannel,
    {} as never,
    log,
    { context: {} } as never,
  );
});

const keyOf = (version: string) => keys.catalogVersion(TENANT, version);
const kept = () => redis.client.keys(keyOf('*'));

describe('versions of a catalog', () => {
  it('are one for the same content, and another for another', async () => {
    const [first, again, other] = [
      await service.add(TENANT, file(1)),
      await service.add(TENANT, file(1)),
      await service.add(TENANT, file(2)),
    ];
    expect(again).toBe(first);
    expect(other).not.toBe(first);
    expect((await kept()).sort()).toEqual([first, other].map(keyOf).sort());
    expect(await redis.client.keys('*draft*')).toEqual([]);
  });

  it('serve when they are published, not before', async () => {
    expect((await service.current(TENANT)).version).toBe('empty');
    const version = await service.add(TENANT, file(1));
    expect((await service.current(TENANT)).version).toBe('empty');
    await service.publish(TENANT, version);
    const serving = await service.current(TENANT);
    expect(serving.version).toBe(version);
    expect(offersIn(serving).map(({ valueMinor }) => valueMinor)).toEqual([1]);
  });

  it('go on being known for the replay of older decisions', async () => {
    const [old, current] = [await service.add(TENANT, file(1)), await service.add(TENANT, file(2))];
    await service.publish(TENANT, old);
    await service.publish(TENANT, current);
    expect((await service.version(TENANT, old))?.offer(0).valueMinor).toBe(1);
    expect(await service.version(TENANT, 'never-was')).toBeUndefined();
  });

  it('keep serving when the next one is broken', async () => {
    const version = await service.add(TENANT, file(1));
    await service.publish(TENANT, version);
    const broken = await service.add(TENANT, file(2));
    await redis.client.hset(keyOf(broken), '0', gzipSync('{}\n'));
    await service.publish(TENANT, broken);
    expect((await service.current(TENANT)).version).toBe(version);
  });

  it('are not kept of a file with faults, all of which are told', async () => {
    const bad = { offers: [offerOf('o', { valueMinor: -1, lever: -1 })] };
    await expect(service.add(TENANT, bad)).rejects.toThrow(CatalogFault);
    await expect(service.add(TENANT, bad)).rejects.toThrow(/offers\.0\.valueMinor.*\n.*offers\.0\.lever/);
    expect(await kept()).toEqual([]);
  });
});
