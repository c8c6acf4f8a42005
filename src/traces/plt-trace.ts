import type { Readable } from 'node:stream';
import { Gathering } from './gathering.js';
import { readPltPoint } from './plt-point.js';
import { textLines } from './text-lines.js';
import { utcTimeReader } from './time-reader.js';
import type { TraceOptions } from './trace.js';

const HEADER_LINES = 6;

/**
 * Reads a PLT of GeoLife or OziExplorer: six header lines, then a point a line, in GMT. All of it is the one `device`.
 * @throws TraceFileError when no point can be read.
 */
export async function gatherPlt(bytes: Readable, device: string, options: TraceOptions = {}): Promise<Gathering> {
  const gathering = new Gathering('points', options.assumedAccuracyMetres);
  const rules = {
    assumedAccuracyMetres: gathering.assumedAccuracyMetres,
    // The format says GMT, so nothing is assumed that would have to be told.
    epochOf: utcTimeReader(options.zone, () => undefined),
  };
  let inHeader = true;
  for await (const { line, text } of textLines(bytes)) {
    if (text.trim() === '') continue;
    const read = readPltPoint(text, rules);
    inHeader &&= line <= HEADER_LINES && 'why' in read;
    if (inHeader) continue;
    if (line <= HEADER_LINES)
      gathering.note(`a header is shorter than ${HEADER_LINES} lines: read from the first point on`);
    gathering.take(device, line, read);
  }
  gathering.requireFixes(`The file holds no points below its ${HEADER_LINES} header lines.`);
  return gathering;
}
