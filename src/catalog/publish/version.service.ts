import { Injectable } from '@nestjs/common';
import type { VersionAnswer, VersionDiff } from '../../contract/catalog-upload.js';
import { Refused } from '../../contract/errors.js';
import type { TenantId } from '../../core/types/ids.js';
import { BaseCatalog } from '../base-catalog.js';
import type { VersionOrigin } from '../catalog-state.js';
import { CatalogRepository } from '../catalog.repository.js';
import { CatalogComparison, leafChanges, type CellChange } from '../import/compare.js';
import { VersionRepository } from '../version.repository.js';

/** Beyond this the engine that is asked would be busy with nothing else. */
const MOST_COMPARED = 50_000;
const MOST_IDS = 1_000;

/** Versions of a catalog: which there are, and how two of them differ. */
@Injectable()
export class VersionService {
  constructor(
    private readonly catalogs: CatalogRepository,
    private readonly versions: VersionRepository,
  ) {}

  /** Newest first. */
  async list(tenant: TenantId): Promise<VersionAnswer[]> {
    const [serving, origins] = await Promise.all([this.catalogs.currentVersion(tenant), this.catalogs.origins(tenant)]);
    return Object.entries(origins)
      .map(([version, origin]) => tell(version, origin, serving))
      .sort((a, b) => (a.at < b.at ? 1 : -1));
  }

  /** @throws Refused NOT_FOUND when one of them is not there; TOO_LARGE. */
  async diff(tenant: TenantId, from: string | undefined, to: string): Promise<VersionDiff> {
    const serving = from ?? (await this.catalogs.currentVersion(tenant));
    const [older, newer] = await Promise.all([this.open(tenant, serving), this.open(tenant, to)]);
    if (older.offerCount + newer.offerCount > MOST_COMPARED)
      throw new Refused(
        'TOO_LARGE',
        `Versions of more than ${MOST_COMPARED} offers are compared by the report of the upload`,
      );
    const comparison = new CatalogComparison();
    const [ids, newIds, removedIds, changes]: [Set<string>, string[], string[], CellChange[]] = [new Set(), [], [], []];
    for await (const offer of older.offers()) {
      ids.add(offer.id);
      comparison.addOlder(offer);
    }
    for await (const offer of newer.offers()) {
      comparison.addNewer(offer);
      if (!ids.has(offer.id)) newIds.push(offer.id);
    }
    for await (const offer of older.offers()) {
      changes.push(...comparison.cellsOf(offer));
      if (!comparison.isInBoth(offer.id)) removedIds.push(offer.id);
    }
    return {
      from: serving!,
      to,
      ...comparison.counts(),
      newIds: newIds.slice(0, MOST_IDS),
      removedIds: removedIds.slice(0, MOST_IDS),
      headChanges: leafChanges(older.frame, newer.frame).slice(0, MOST_IDS),
      changes,
    };
  }

  private async open(tenant: TenantId, version: string | undefined): Promise<BaseCatalog> {
    const catalog = await BaseCatalog.open(this.versions, tenant, version);
    if (!catalog.version) throw new Refused('NOT_FOUND', `There is no version ${version ?? 'that serves'}`);
    return catalog;
  }
}

function tell(version: string, { offers, by, at, upload, badRows }: VersionOrigin, serving?: string): VersionAnswer {
  return { version, offers, serving: version === serving, by, at, uploadId: upload, badRows };
}
