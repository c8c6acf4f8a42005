import type { ImportLimits } from './limits.js';
import { Unreadable } from './unreadable.js';
import { readXml } from './xml-events.js';
import type { ZipFile } from './zip-file.js';

/** Formats of numbers that come with every workbook and mean a date or a time (ECMA-376, 18.8.30). */
const BUILT_IN_DATES = new Set([14, 15, 16, 17, 18, 19, 20, 21, 22, 45, 46, 47]);
/** All shared words of a workbook together: they are the one part that must be held. */
const MOST_SHARED_CHARACTERS = 256 * 1024 * 1024;
/** What holding a word takes beside its characters: an empty one counts, too. */
const CHARACTERS_A_WORD = 32;

/** States of a sheet that nobody sees (ECMA-376, 18.18.68). */
const HIDDEN = new Set(['hidden', 'veryHidden']);

/** What cells of the sheet point to. */
export interface XlsxParts {
  readonly sheet: string;
  readonly strings: readonly string[];
  /** Ordinals of cell styles that show a number as a date. */
  readonly dateStyles: ReadonlySet<number>;
  /** Days are counted from 1904 in workbooks that were begun on an old Macintosh. */
  readonly from1904: boolean;
}

export async function readParts(zip: ZipFile, limits: ImportLimits): Promise<XlsxParts> {
  const { relation, from1904 } = await readWorkbook(zip);
  return {
    sheet: await readTarget(zip, relation),
    strings: await readStrings(zip, limits),
    dateStyles: await readDateStyles(zip),
    from1904,
  };
}

async function readWorkbook(zip: ZipFile): Promise<{ relation: string | undefined; from1904: boolean }> {
  let relation: string | undefined;
  let from1904 = false;
  await readXml('xl/workbook.xml', await zip.read('xl/workbook.xml'), {
    open(name, attributes) {
      if (name === 'sheet' && !HIDDEN.has(attributes.state!)) relation ??= attributes['r:id'];
      if (name === 'workbookPr') from1904 = attributes.date1904 === '1' || attributes.date1904 === 'true';
    },
  });
  return { relation, from1904 };
}

/** The part of the first sheet that is not hidden. */
async function readTarget(zip: ZipFile, relation: string | undefined): Promise<string> {
  let target = 'worksheets/sheet1.xml';
  const part = 'xl/_rels/workbook.xml.rels';
  if (zip.has(part))
    await readXml(part, await zip.read(part), {
      open(name, attributes) {
        if (name === 'Relationship' && attributes.Id === relation) target = attributes.Target ?? target;
      },
    });
  return target.startsWith('/') ? target.slice(1) : `xl/${target}`;
}

async function readStrings(zip: ZipFile, limits: ImportLimits): Promise<string[]> {
  const part = 'xl/sharedStrings.xml';
  if (!zip.has(part)) return [];
  const strings: string[] = [];
  let text = '';
  let length = 0;
  let inText = false;
  let inPhonetic = false;
  await readXml(part, await zip.read(part), {
    open(name) {
      if (name === 'si') text = '';
      if (name === 'rPh') inPhonetic = true;
      inText = name === 't';
    },
    text(piece) {
      if (inText && !inPhonetic && text.length <= limits.rowLength) text += piece;
    },
    close(name) {
      inText = false;
      if (name === 'rPh') inPhonetic = false;
      if (name !== 'si') return;
      length += text.length + CHARACTERS_A_WORD;
      if (length > MOST_SHARED_CHARACTERS)
        throw new Unreadable('FILE_TOO_LARGE', 'the workbook has too many words to be held at once; save it as CSV');
      strings.push(unescapeXlsx(text));
    },
  });
  return strings;
}

async function readDateStyles(zip: ZipFile): Promise<Set<number>> {
  const part = 'xl/styles.xml';
  const dates = new Set<number>();
  if (!zip.has(part)) return dates;
  const ownDates = new Set<number>();
  let inCellStyles = false;
  let ordinal = 0;
  await readXml(part, await zip.read(part), {
    open(name, { numFmtId, formatCode }) {
      if (name === 'numFmt' && isDateFormat(formatCode ?? '')) ownDates.add(Number(numFmtId));
      if (name === 'cellXfs') inCellStyles = true;
      if (name !== 'xf' || !inCellStyles) return;
      const format = Number(numFmtId);
      if (BUILT_IN_DATES.has(format) || ownDates.has(format)) dates.add(ordinal);
      ordinal += 1;
    },
    close(name) {
      if (name === 'cellXfs') inCellStyles = false;
    },
  });
  return dates;
}

/** Letters of a date that stand in no quotes and no brackets. */
function isDateFormat(code: string): boolean {
  return /[dmyhs]/i.test(code.replace(/"[^"]*"|\\.|\[[^\]]*\]/g, '').replace(/General/gi, ''));
}

/** `_x000D_` stands for a character that XML cannot hold (ECMA-376, 22.4.2.4). */
export function unescapeXlsx(text: string): string {
  return text.replace(/_x([0-9A-Fa-f]{4})_/g, (_whole, hex: string) => String.fromCharCode(parseInt(hex, 16)));
}
