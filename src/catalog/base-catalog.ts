import type { CatalogOffer } from '../contract/catalog.js';
import type { TenantId } from '../core/types/ids.js';
import { parseLines, type CatalogFrame } from './stored-version.js';
import type { VersionRepository } from './version.repository.js';

const NOTHING: CatalogFrame = { zones: [] };

/** The version that another is compared with or built upon, read offer by offer; nothing where none serves. */
export class BaseCatalog {
  private constructor(
    readonly version: string | undefined,
    readonly frame: CatalogFrame,
    readonly offerCount: number,
    private readonly blocks: number,
    private readonly versions: VersionRepository,
    private readonly tenant: TenantId,
  ) {}

  static async open(versions: VersionRepository, tenant: TenantId, version: string | undefined): Promise<BaseCatalog> {
    const head = version === undefined ? undefined : await versions.head(tenant, version);
    if (!head) return new BaseCatalog(undefined, NOTHING, 0, 0, versions, tenant);
    return new BaseCatalog(version, head.frame, head.offers, head.blocks, versions, tenant);
  }

  /** @throws Error when a block is gone. */
  async *offers(): AsyncGenerator<CatalogOffer> {
    for (let i = 0; i < this.blocks; i += 1) {
      const lines = await this.versions.block(this.tenant, this.version!, i);
      if (!lines) throw new Error(`block ${i} of the catalog ${this.version} is gone`);
      yield* parseLines(lines);
    }
  }
}
