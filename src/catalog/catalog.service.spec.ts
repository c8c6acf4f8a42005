import { beforeEach, describe, expect, it } from '@jest/globals';
import { circleZone, ALEXANDERPLATZ, offerOf } from '../../test/support/builders.js';
import type { TenantId } from '../core/types/ids.js';
import type { CatalogRepository } from './catalog.repository.js';
import { CatalogFault, CatalogService } from './catalog.service.js';

const TENANT = 'default' as TenantId;
const file = (valueMinor: number) => ({
  zones: [circleZone('z', ALEXANDERPLATZ, 50)],
  offers: [offerOf('o', { valueMinor })],
});

/** What the state keeps, in a map. */
class KeptCatalogs {
  readonly kept = new Map<string, string>();
  pointer?: string;
  currentVersion = () => Promise.resolve(this.pointer);
  load = (_tenant: TenantId, version: string) => Promise.resolve(this.kept.get(version));
  keep = (_tenant: TenantId, version: string, text: string) => Promise.resolve(void this.kept.set(version, text));
  point = (_tenant: TenantId, version: string, { onlyIfNone }: { onlyIfNone: boolean }) => {
    if (!onlyIfNone || this.pointer === undefined) this.pointer = version;
    return Promise.resolve();
  };
}

let repository: KeptCatalogs;
let service: CatalogService;

beforeEach(() => {
  repository = new KeptCatalogs();
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  service = new CatalogService(
    repository as unknown as CatalogRepository,
    {} as never,
    log as never,
    { context: {} } as never,
  );
});

describe('versions of a catalog', () => {
  it('are one for the same content, and another for another', async () => {
    const [first, again, other] = [
      await service.add(TENANT, file(1)),
      await service.add(TENANT, file(1)),
      await service.add(TENANT, file(2)),
    ];
    expect(again).toBe(first);
    expect(other).not.toBe(first);
    expect([...repository.kept.keys()]).toEqual([first, other]);
  });

  it('serve when they are published, not before', async () => {
    expect((await service.current(TENANT)).version).toBe('empty');
    const version = await service.add(TENANT, file(1));
    expect((await service.current(TENANT)).version).toBe('empty');
    await service.publish(TENANT, version);
    const serving = await service.current(TENANT);
    expect(serving.version).toBe(version);
    expect(serving.offers.map(({ valueMinor }) => valueMinor)).toEqual([1]);
  });

  it('go on being known for the replay of older decisions', async () => {
    const [old, current] = [await service.add(TENANT, file(1)), await service.add(TENANT, file(2))];
    await service.publish(TENANT, old);
    await service.publish(TENANT, current);
    expect((await service.version(TENANT, old))?.offers[0]!.valueMinor).toBe(1);
    expect(await service.version(TENANT, 'never-was')).toBeUndefined();
  });

  it('keep serving when the next one is broken', async () => {
    const version = await service.add(TENANT, file(1));
    await service.publish(TENANT, version);
    repository.kept.set('broken', '{"offers":[]}');
    await service.publish(TENANT, 'broken');
    expect((await service.current(TENANT)).version).toBe(version);
  });

  it('are not kept of a file with faults, all of which are told', async () => {
    const bad = { offers: [offerOf('o', { valueMinor: -1, lever: -1 })] };
    await expect(service.add(TENANT, bad)).rejects.toThrow(CatalogFault);
    await expect(service.add(TENANT, bad)).rejects.toThrow(/offers\.0\.valueMinor.*\n.*offers\.0\.lever/);
    expect(repository.kept.size).toBe(0);
  });
});
