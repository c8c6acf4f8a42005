import { Injectable } from '@nestjs/common';
import type { TenantId } from '../core/types/ids.js';
import { ModelFault, sha256, type ModelFiles } from '../scoring/manifest.js';
import { ModelSource } from '../scoring/model-source.js';
import { MODEL_NAME } from '../contract/models.js';
import { RegistryRepository } from './registry.repository.js';

/** Gives uploaded versions to whoever scores with them. */
@Injectable()
export class RegistryService extends ModelSource {
  constructor(private readonly registry: RegistryRepository) {
    super();
  }

  override has(tenant: string, version: string): Promise<boolean> {
    return this.registry.has(tenant as TenantId, MODEL_NAME, version);
  }

  override async files(tenant: string, version: string): Promise<ModelFiles | undefined> {
    const stored = await this.registry.version(tenant as TenantId, MODEL_NAME, version);
    if (!stored) return undefined;
    const { manifest, p50Us64: runUs } = stored;
    const bytes = await this.registry.file(tenant as TenantId, manifest.modelSha256);
    if (sha256(bytes) !== manifest.modelSha256)
      throw new ModelFault(`The file of version ${version} is not what was uploaded: the SHA-256 differs`);
    return { manifest, bytes, runUs };
  }
}
