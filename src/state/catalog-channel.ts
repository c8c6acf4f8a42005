import { Injectable } from '@nestjs/common';
import type { TenantId } from '../core/types/ids.js';
import { RedisService } from '../platform/redis/redis.service.js';
import { keys } from './keys.js';

/** By it processes wake each other up when a tenant's catalog or its stops change. Who misses a call looks by itself a moment later. */
@Injectable()
export class CatalogChannel {
  constructor(private readonly redis: RedisService) {}

  listen(onChange: (tenant: TenantId) => void): void {
    this.redis.subscribe(keys.catalogChanges(), (tenant) => onChange(tenant as TenantId));
  }
}
