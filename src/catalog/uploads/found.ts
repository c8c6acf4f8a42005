import type { CatalogOffer } from '../../contract/catalog.js';
import type { CatalogFrame } from '../stored-version.js';
import type { UploadFindings } from './upload-record.js';

/** What reading a file has found, beside its good offers. */
export interface Found extends Pick<UploadFindings, 'format' | 'rows' | 'leftOut' | 'errors' | 'badRows' | 'problems'> {
  readonly warnings: number;
  /** Ids of rows that are wrong, as far as they have one. */
  readonly badIds: ReadonlySet<string>;
  /** What is wrong is no offer, but what all of them stand on. */
  readonly isFrameBroken: boolean;
  /** Rows that were given as good ones before the whole file showed that they are not. */
  readonly refusedLate: ReadonlySet<number>;
}

export type OnGood = (offer: CatalogOffer) => Promise<void>;

/** Is told how many rows were read, now and then. What it throws ends the reading. */
export type OnRows = (rows: number) => void;

/** A file with offers, of whichever kind. */
export interface OfferFile {
  /** The zones, groups, rules and locales that its offers stand on. */
  readonly frame: CatalogFrame;
  /** It has no place for offers: those that serve stay. */
  readonly isHeadAlone?: boolean;
  read(onGood: OnGood, onRows: OnRows, skip: ReadonlySet<number>): Promise<Found>;
}
