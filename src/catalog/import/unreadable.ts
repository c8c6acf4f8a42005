/** Why a whole file is refused: its rows cannot be told apart, or it asks for more than we give. Codes are stable. */
export const UNREADABLE_CODES = [
  'FILE_MISSING',
  'FILE_TOO_LARGE',
  'FILE_EMPTY',
  'FORMAT_UNKNOWN',
  'ENCODING_UNKNOWN',
  'ZIP_BOMB',
  'ZIP_BROKEN',
  'XLSX_BROKEN',
  'CSV_BROKEN',
  'JSON_BROKEN',
  'JSON_TOO_DEEP',
  'KEY_FORBIDDEN',
  'ROW_TOO_LONG',
  'TOO_MANY_COLUMNS',
  'TOO_MANY_ROWS',
  'MAPPING_WRONG',
  'SPACE_FULL',
] as const;

export type UnreadableCode = (typeof UNREADABLE_CODES)[number];

/** The file cannot be read; `message` says what is wrong, where, and how to mend it. */
export class Unreadable extends Error {
  constructor(
    readonly code: UnreadableCode,
    message: string,
  ) {
    super(message);
    this.name = 'Unreadable';
  }
}

/** What unpacking says of a file that is no whole gzip is a fault of the file. */
export function asUnreadable(error: unknown): unknown {
  if (error instanceof Unreadable) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  if (code?.startsWith('Z_'))
    return new Unreadable('ZIP_BROKEN', `the packed file breaks off: ${message}; pack it again`);
  return error;
}
