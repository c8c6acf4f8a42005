import type { UploadQuery, UploadState } from '../../contract/catalog-upload.js';
import type { CellChange, Comparison, LeafChange } from '../import/compare.js';
import type { ToldProblem } from '../import/problem.js';

/** One upload as it is kept: what came, and how far it is. */
export interface UploadRecord {
  readonly uploadId: string;
  readonly state: UploadState;
  readonly name?: string;
  readonly by: string;
  readonly at: string;
  readonly bytes: number;
  readonly mode: UploadQuery['mode'];
  readonly mapping?: string;
  readonly lang: UploadQuery['lang'];
  /** How often it was begun anew: with another serving version the same file says something else. */
  readonly attempt: number;
  readonly rows: number;
  readonly badRows: number;
  /** Problems of rows, and of the header, which is of all rows. */
  readonly errors?: number;
  readonly code?: string;
  readonly message?: string;
  /** The message for readers of German. */
  readonly german?: string;
  readonly version?: string;
  readonly against?: string;
  /** The version beside which its offers, or below which its head was put: what came since would be lost with it. */
  readonly mergedInto?: string;
  readonly hasFileBack: boolean;
  readonly isCancelled: boolean;
}

/** What was found, as it is kept: problems are told in the language of whoever asks. */
export interface UploadFindings extends Comparison {
  readonly format: string;
  readonly rows: number;
  readonly leftOut: number;
  /** Left out where it was kept before they were counted. */
  readonly warnings?: number;
  readonly errors: number;
  readonly badRows: number;
  readonly against?: string;
  /** Of zones, groups, rules and the like. */
  readonly headChanges?: readonly LeafChange[];
  readonly changes: readonly CellChange[];
  readonly problems: readonly ToldProblem[];
}

export const ENDED: ReadonlySet<UploadState> = new Set(['checked', 'refused', 'cancelled', 'failed']);
