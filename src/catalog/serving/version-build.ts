import type { CatalogOffer } from '../../contract/catalog.js';
import { OFFERS_A_BLOCK, VersionName, type VersionHead } from '../stored-version.js';
import type { CatalogParts } from './catalog-parts.js';
import { CatalogBuilder } from './catalog-builder.js';

const NEW_LINE = 0x0a;

/** The serving index of a kept version, from its blocks in their order. */
export class VersionBuild {
  readonly #name: VersionName;
  readonly #builder: CatalogBuilder;

  /** @throws RangeError when the head is not one of ours. */
  constructor({ frame, offers, blocks }: VersionHead) {
    if (!(offers <= blocks * OFFERS_A_BLOCK)) throw new RangeError('a head with more offers than blocks have');
    this.#name = new VersionName(frame);
    this.#builder = new CatalogBuilder(frame, offers);
  }

  /** @param lines of the next block. @throws SyntaxError, RangeError or TypeError when it was broken. */
  take(lines: Buffer): void {
    this.#name.add(lines);
    for (let start = 0; start < lines.length;) {
      const found = lines.indexOf(NEW_LINE, start);
      const end = found < 0 ? lines.length : found;
      const line = lines.subarray(start, end);
      this.#builder.add(JSON.parse(line.toString('utf8')) as CatalogOffer, line);
      start = end + 1;
    }
  }

  /** @returns `undefined` when what came is not what its name says: anybody may have been at the store. */
  finish(version: string): CatalogParts | undefined {
    return this.#name.toString() === version ? this.#builder.finish() : undefined;
  }
}
