import { setTimeout as sleep } from 'node:timers/promises';
import { Refused } from '../contract/errors.js';
import type { TenantId } from '../core/types/ids.js';
import { buildInThread } from './serving/build-thread.js';
import type { CatalogParts } from './serving/catalog-parts.js';
import { ServingCatalog } from './serving/serving-catalog.js';
import { VersionBuild } from './serving/version-build.js';
import type { VersionHead } from './stored-version.js';
import type { VersionRepository } from './version.repository.js';

/** To build more would hold up the decisions for longer than it takes to start a thread. */
const MOST_BUILT_HERE = 2_000;
/** Redis may be away for a moment; to begin anew would cost more. */
const TRIES = 20;
const TRY_AGAIN_MS = 250;

/**
 * A kept version, ready to serve; it was checked when it came, against the rules and fields of its day.
 * @returns `undefined` when it is not there, not whole, or not what its name says: anybody may have been at the store.
 * @throws Refused STATE_UNAVAILABLE; another Error when it is broken, or the thread that builds it fails.
 */
export async function loadCatalog(
  versions: VersionRepository,
  tenant: TenantId,
  version: string,
): Promise<ServingCatalog | undefined> {
  const head = await versions.head(tenant, version);
  if (!head) return undefined;
  const parts =
    head.offers <= MOST_BUILT_HERE
      ? await buildHere(head, version, (block) => versions.block(tenant, version, block))
      : await buildInThread({ head, version }, (block) => patiently(() => versions.packed(tenant, version, block)));
  return parts && new ServingCatalog(version, head.frame, parts);
}

async function buildHere(
  head: VersionHead,
  version: string,
  blockAt: (block: number) => Promise<Buffer | undefined>,
): Promise<CatalogParts | undefined> {
  const build = new VersionBuild(head);
  for (let block = 0; block < head.blocks; block += 1) {
    const lines = await blockAt(block);
    if (!lines) return undefined;
    build.take(lines);
  }
  return build.finish(version);
}

async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof Refused) || tries === TRIES) throw error;
      await sleep(TRY_AGAIN_MS);
    }
  }
}
