import { Injectable } from '@nestjs/common';
import type { TenantId } from '../core/types/ids.js';
import { keys } from '../state/keys.js';
import { StateStore } from '../state/state-store.js';

/** Which version serves. */
@Injectable()
export class CatalogRepository {
  constructor(private readonly store: StateStore) {}

  async currentVersion(tenant: TenantId): Promise<string | undefined> {
    return (await this.store.run((redis) => redis.get(keys.catalogCurrent(tenant)))) ?? undefined;
  }

  /** Swaps the pointer: all or nothing. With `onlyIfNone` an existing choice stands. */
  async point(tenant: TenantId, version: string, { onlyIfNone }: { onlyIfNone: boolean }): Promise<void> {
    const key = keys.catalogCurrent(tenant);
    await this.store.run<unknown>((redis) => (onlyIfNone ? redis.set(key, version, 'NX') : redis.set(key, version)));
  }
}
