import { createHash, type Hash } from 'node:crypto';
import type { CatalogFile, CatalogOffer } from '../contract/catalog.js';

/** All of a catalog but its offers. */
export type CatalogFrame = Omit<CatalogFile, 'offers'>;

/** What is known of a kept version without its offers. */
export interface VersionHead {
  readonly frame: CatalogFrame;
  readonly offers: number;
  /** Numbered from 0; all hold `OFFERS_A_BLOCK` offers but the last. */
  readonly blocks: number;
}

/**
 * Offers of a version are kept in blocks: each a gzip of one offer a line, JSON, checked, in the order of the file. Of
 * this size they pack to a fifth, and take Redis and whoever reads them a fraction of a millisecond.
 */
export const OFFERS_A_BLOCK = 512;

/** The name of a version: 12 hexadecimal digits of a hash over all that is in it. The same content is the same version. */
export class VersionName {
  readonly #hash: Hash = createHash('sha256');

  constructor(frame: CatalogFrame) {
    this.#hash.update(JSON.stringify(frame));
  }

  /** @param lines of a block, as they were before they were packed. */
  add(lines: string | Buffer): void {
    this.#hash.update(lines);
  }

  toString(): string {
    return this.#hash.digest('hex').slice(0, 12);
  }
}

export function toLine(offer: CatalogOffer): string {
  return `${JSON.stringify(offer)}\n`;
}

/** @throws SyntaxError when the block was broken. */
export function parseLines(lines: Buffer): CatalogOffer[] {
  return JSON.parse(`[${lines.toString('utf8').trimEnd().replaceAll('\n', ',')}]`) as CatalogOffer[];
}
