import { Injectable } from '@nestjs/common';
import type { TenantId } from '../../core/types/ids.js';
import { keys, LIFETIMES } from '../../state/keys.js';
import { StateStore } from '../../state/state-store.js';
import type { PublicationRecord } from './publication-record.js';

/** Publications as they are kept: for a day, for those who ask how far one is. */
@Injectable()
export class PublicationRepository {
  constructor(private readonly store: StateStore) {}

  async save(tenant: TenantId, record: PublicationRecord): Promise<void> {
    const key = keys.catalogPublication(tenant, record.publicationId);
    await this.store.run((redis) => redis.set(key, JSON.stringify(record), 'PX', LIFETIMES.publicationMs));
  }

  /** Keeps a new one. @returns the one that is there already under its id, if there is one. */
  async begin(tenant: TenantId, record: PublicationRecord): Promise<PublicationRecord | undefined> {
    const key = keys.catalogPublication(tenant, record.publicationId);
    const text = await this.store.run((redis) =>
      redis.set(key, JSON.stringify(record), 'PX', LIFETIMES.publicationMs, 'NX', 'GET'),
    );
    return text ? (JSON.parse(text) as PublicationRecord) : undefined;
  }

  async find(tenant: TenantId, id: string): Promise<PublicationRecord | undefined> {
    const text = await this.store.run((redis) => redis.get(keys.catalogPublication(tenant, id)));
    return text ? (JSON.parse(text) as PublicationRecord) : undefined;
  }
}
