import type { CatalogOffer } from '../contract/catalog.js';
import type { TenantId } from '../core/types/ids.js';
import { OFFERS_A_BLOCK, toLine, VersionName, type CatalogFrame } from './stored-version.js';
import type { VersionRepository } from './version.repository.js';

/** A version that is being written, offer by offer: no more of it is held than a block. */
export class VersionDraft {
  readonly #name: VersionName;
  #lines: string[] = [];
  #offers = 0;
  #blocks = 0;

  /** @param id of whoever writes it: two that write at once need two. */
  constructor(
    private readonly repository: VersionRepository,
    private readonly tenant: TenantId,
    private readonly id: string,
    private readonly frame: CatalogFrame,
  ) {
    this.#name = new VersionName(frame);
  }

  get offers(): number {
    return this.#offers;
  }

  async add(offer: CatalogOffer): Promise<void> {
    this.#offers += 1;
    if (this.#lines.push(toLine(offer)) === OFFERS_A_BLOCK) await this.keepBlock();
  }

  /** @returns the name of the version, which exists from now on. */
  async finish(): Promise<string> {
    if (this.#lines.length > 0) await this.keepBlock();
    const version = this.#name.toString();
    const { frame } = this;
    await this.repository.finish(this.tenant, this.id, version, { frame, offers: this.#offers, blocks: this.#blocks });
    return version;
  }

  discard(): Promise<void> {
    return this.repository.discard(this.tenant, this.id);
  }

  private async keepBlock(): Promise<void> {
    const lines = this.#lines.join('');
    this.#lines = [];
    this.#name.add(lines);
    await this.repository.keepBlock(this.tenant, this.id, this.#blocks, lines);
    this.#blocks += 1;
  }
}
