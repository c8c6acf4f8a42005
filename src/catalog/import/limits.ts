/** What one file may ask of us. Each number bounds memory or time; a file beyond it is refused with its code. */
export interface ImportLimits {
  /** Of the file as it came, packed or not. */
  readonly fileBytes: number;
  /** Of all that it unpacks to. */
  readonly unpackedBytes: number;
  /** Unpacked bytes for each packed one; a sheet of words packs 3 to 30 times. */
  readonly unpackRatio: number;
  readonly zipEntries: number;
  /** Characters of a line, a record of a CSV, or an element of a JSON list. */
  readonly rowLength: number;
  readonly columns: number;
  readonly rows: number;
  readonly jsonDepth: number;
  /** Problems that are kept one by one; further ones are counted only. */
  readonly problems: number;
}

export const IMPORT_LIMITS: ImportLimits = {
  fileBytes: 1024 ** 3,
  unpackedBytes: 4 * 1024 ** 3,
  unpackRatio: 100,
  zipEntries: 1_000,
  rowLength: 262_144,
  columns: 200,
  rows: 2_000_000,
  jsonDepth: 16,
  problems: 10_000,
};
