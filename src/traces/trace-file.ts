import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { readCsvTrace, type CsvTraceOptions } from './csv-trace.js';
import { TraceFileError, type Trace } from './trace.js';

export const TRACE_FORMATS = ['csv', 'gpx', 'plt'] as const;
export type TraceFormat = (typeof TRACE_FORMATS)[number];

const GZIP = [0x1f, 0x8b];
const ZIP = [0x50, 0x4b, 0x03, 0x04];

/**
 * Reads a file of traces, gzipped or not: the first bytes tell, not the name.
 * @throws TraceFileError when it is not there, not of a format that is read, or holds no fix.
 */
export async function readTraceFile(path: string, format?: TraceFormat, options?: CsvTraceOptions): Promise<Trace> {
  const head = await firstBytes(path);
  if (startsWith(head, ZIP)) throw new TraceFileError(`${path} is a zip archive; unpack it and name the file inside.`);
  const bytes = openBytes(path, startsWith(head, GZIP));
  const start = await peek(bytes);
  const found = format ?? formatOf(start);
  if (found !== 'csv') {
    bytes.destroy();
    throw new TraceFileError(`${path}: ${found.toUpperCase()} is not read yet; give a CSV.`);
  }
  return readCsvTrace(bytes, options);
}

/** GPX is XML; a PLT file of GeoLife opens with its own name. Everything else is tried as CSV. */
function formatOf(start: string): TraceFormat {
  if (/^\uFEFF?\s*<(\?xml|gpx)/i.test(start)) return 'gpx';
  if (/^\uFEFF?\s*geolife trajectory/i.test(start)) return 'plt';
  return 'csv';
}

async function firstBytes(path: string): Promise<Buffer> {
  try {
    const file = await open(path, 'r');
    try {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(4), 0, 4, 0);
      return buffer.subarray(0, bytesRead);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw new TraceFileError(`${path} cannot be read: ${(error as Error).message}`);
  }
}

function openBytes(path: string, gzipped: boolean): Readable {
  const file = createReadStream(path);
  // An error of either stream reaches the reader through the destroyed end of the pipe.
  return gzipped ? pipeline(file, createGunzip(), () => undefined) : file;
}

function startsWith(head: Buffer, magic: readonly number[]): boolean {
  return magic.every((byte, index) => head[index] === byte);
}

/** Looks at the start of a stream and puts it back. */
async function peek(bytes: Readable): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    bytes.once('readable', resolve).once('end', resolve);
    bytes.once('error', (error) => reject(new TraceFileError(`The file cannot be unpacked: ${error.message}`)));
  });
  const chunk = bytes.read() as Buffer | null;
  if (chunk) bytes.unshift(chunk);
  return chunk?.subarray(0, 256).toString('utf8') ?? '';
}
