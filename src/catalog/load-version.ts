import type { CatalogFile, CatalogOffer } from '../contract/catalog.js';
import type { TenantId } from '../core/types/ids.js';
import { parseLines, VersionName } from './stored-version.js';
import type { VersionRepository } from './version.repository.js';

/**
 * A version as it came, checked then against the rules and fields of its day.
 * @returns `undefined` when it is not there, not whole, or not what its name says: anybody may have been at the store.
 */
export async function loadVersion(
  versions: VersionRepository,
  tenant: TenantId,
  version: string,
): Promise<CatalogFile | undefined> {
  const head = await versions.head(tenant, version);
  if (!head) return undefined;
  const name = new VersionName(head.frame);
  const offers: CatalogOffer[] = [];
  for (let i = 0; i < head.blocks; i += 1) {
    const lines = await versions.block(tenant, version, i);
    if (!lines) return undefined;
    name.add(lines);
    for (const offer of parseLines(lines)) offers.push(offer);
  }
  return name.toString() === version ? { ...head.frame, offers } : undefined;
}
