import { ZipFile } from 'yazl';

const PARTS = {
  '[Content_Types].xml': '<Types/>',
  'xl/workbook.xml': '<workbook><sheets><sheet name="a" sheetId="1"/></sheets></workbook>',
};

/** A workbook of one sheet, as hostile as its parts: nothing of them is checked. */
export async function aWorkbook(sheetData: string, sharedStrings?: string): Promise<Uint8Array<ArrayBuffer>> {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(PARTS)) zip.addBuffer(Buffer.from(content), name);
  const sheet = `<worksheet><sheetData>${sheetData}</sheetData></worksheet>`;
  zip.addBuffer(Buffer.from(sheet), 'xl/worksheets/sheet1.xml');
  if (sharedStrings) zip.addBuffer(Buffer.from(`<sst>${sharedStrings}</sst>`), 'xl/sharedStrings.xml');
  zip.end();
  const pieces: Buffer[] = [];
  for await (const piece of zip.outputStream) pieces.push(piece as Buffer);
  return new Uint8Array(Buffer.concat(pieces));
}

/** A row of words by its number. */
export function aRow(number: number | string, ...words: string[]): string {
  return `<row r="${number}">${words.map((word) => `<c t="inlineStr"><is><t>${word}</t></is></c>`).join('')}</row>`;
}
