import { Inject, Injectable } from '@nestjs/common';
import { Refused } from '../../contract/errors.js';
import type { TenantId } from '../../core/types/ids.js';
import type { Settings } from '../../platform/config/settings.js';
import { SETTINGS } from '../../platform/tokens.js';
import type { Mapping } from '../import/mapping.js';
import { shippedMappings } from './find-mapping.js';
import { UploadRepository } from './upload.repository.js';

const MOST_MAPPINGS = 500;

/** Mappings for foreign sheets: those that come with the engine, and those that a tenant keeps for its sources. */
@Injectable()
export class MappingService {
  constructor(
    private readonly uploads: UploadRepository,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  async names(tenant: TenantId): Promise<string[]> {
    const own = await this.uploads.mappings(tenant);
    return [...new Set([...own, ...shippedMappings(this.settings.PROXIMA_CONFIG_DIR)])].sort();
  }

  async keep(tenant: TenantId, name: string, mapping: Mapping): Promise<void> {
    const own = await this.uploads.mappings(tenant);
    if (own.length >= MOST_MAPPINGS && !own.includes(name))
      throw new Refused('CONFLICT', `There are ${MOST_MAPPINGS} mappings already: write one of them anew`);
    await this.uploads.saveMapping(tenant, name, mapping);
  }
}
