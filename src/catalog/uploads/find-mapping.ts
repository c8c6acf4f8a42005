import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { TenantId } from '../../core/types/ids.js';
import { readMapping, type Mapping } from '../import/mapping.js';
import { Unreadable } from '../import/unreadable.js';
import type { UploadRepository } from './upload.repository.js';

/** Names of the mappings that come with the engine. */
export function shippedMappings(configDir: string): string[] {
  const folder = join(configDir, 'mappings');
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((file) => (file.endsWith('.yaml') ? [file.slice(0, -'.yaml'.length)] : []));
}

/**
 * A mapping by its name: one that the tenant keeps, or else one that comes with the engine.
 * @throws Unreadable MAPPING_WRONG when there is none.
 */
export async function findMapping(
  uploads: UploadRepository,
  tenant: TenantId,
  name: string | undefined,
  configDir: string,
): Promise<Mapping | undefined> {
  if (name === undefined) return undefined;
  const kept = await uploads.mapping(tenant, name);
  if (kept) return kept;
  if (shippedMappings(configDir).includes(name)) return readMapping(join(configDir, 'mappings', `${name}.yaml`));
  throw new Unreadable(
    'MAPPING_WRONG',
    `there is no mapping "${name}"; PUT /v1/catalog/mappings/${name} keeps one`,
    `„${name}“`,
  );
}
