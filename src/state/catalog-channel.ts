import { Injectable } from '@nestjs/common';
import type { CatalogProgress, ReleaseChanged } from '../contract/catalog-upload.js';
import type { TenantId } from '../core/types/ids.js';
import { RedisService } from '../platform/redis/redis.service.js';
import { keys } from './keys.js';
import { StateStore } from './state-store.js';

/** What consoles are told about a tenant's catalog. */
export type CatalogNews =
  | { readonly event: 'catalog:progress'; readonly payload: CatalogProgress }
  | { readonly event: 'release:changed'; readonly payload: ReleaseChanged };

/**
 * By it processes wake each other up when a tenant's catalog or its stops change, and tell consoles how far work on it
 * is. Nothing is kept: who misses a call looks by itself a moment later.
 */
@Injectable()
export class CatalogChannel {
  constructor(
    private readonly redis: RedisService,
    private readonly store: StateStore,
  ) {}

  listen(onChange: (tenant: TenantId) => void): void {
    this.redis.subscribe(keys.catalogChanges(), (tenant) => onChange(tenant as TenantId));
  }

  listenToNews(onNews: (tenant: TenantId, news: CatalogNews) => void): void {
    this.redis.subscribe(keys.catalogNews(), (text) => {
      const [tenant, news] = parse(text) ?? [];
      if (tenant && news) onNews(tenant, news);
    });
  }

  async tellNews(tenant: TenantId, news: CatalogNews): Promise<void> {
    await this.store.run((redis) => redis.publish(keys.catalogNews(), JSON.stringify([tenant, news])));
  }
}

function parse(text: string): [TenantId, CatalogNews] | undefined {
  try {
    return JSON.parse(text) as [TenantId, CatalogNews];
  } catch {
    return undefined;
  }
}
