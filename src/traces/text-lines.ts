import type { Readable } from 'node:stream';
import { textChunks } from './text-chunks.js';
import { TraceFileError } from './trace.js';

const LONGEST_LINE = 64 * 1024;

/**
 * The lines of a file, the first one being 1.
 * @throws TraceFileError when a line never ends, or the bytes break off.
 */
export async function* textLines(bytes: Readable): AsyncGenerator<{ line: number; text: string }> {
  let line = 0;
  let rest = '';
  for await (const chunk of textChunks(bytes)) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop()!;
    for (const text of lines) yield { line: ++line, text: text.replace(/\r$/, '') };
    if (rest.length > LONGEST_LINE) {
      throw new TraceFileError(`Line ${line + 1} has more than ${LONGEST_LINE} characters: this is no PLT.`);
    }
  }
  if (rest !== '') yield { line: line + 1, text: rest };
}
