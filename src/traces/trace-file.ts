import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { pipeline, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { byteLimit } from './byte-limit.js';
import { readCsvTrace, type CsvTraceOptions } from './csv-trace.js';
import type { Gathering } from './gathering.js';
import { gatherGpx } from './gpx-trace.js';
import { gatherPlt } from './plt-trace.js';
import { encodingOf } from './text-chunks.js';
import { TraceFileError, type Trace, type TraceOptions } from './trace.js';

export const TRACE_FORMATS = ['csv', 'gpx', 'plt'] as const;
export type TraceFormat = (typeof TRACE_FORMATS)[number];

const GZIP = [0x1f, 0x8b];
const ZIP = [0x50, 0x4b, 0x03, 0x04];
const MOST_UNPACKED_BYTES = 4 * 1024 ** 3;

/**
 * Reads a file of traces, gzipped or not: the first bytes tell, not the name. The format is the one that is named, else
 * what the first line says, else what the name says, else CSV.
 * @throws TraceFileError naming the file, when it is not there, not of a format that is read, or holds no fix.
 */
export async function readTraceFile(path: string, format?: TraceFormat, options: CsvTraceOptions = {}): Promise<Trace> {
  return naming(path, async () => {
    const { bytes, found } = await openTrace(path, format);
    if (found === 'csv') return readCsvTrace(bytes, options);
    if (options.map) {
      bytes.destroy();
      throw new TraceFileError(`--map names the columns of a CSV, and this is ${found.toUpperCase()}; leave it out.`);
    }
    return (await gather(bytes, found, pltDevice(path) ?? traceName(basename(path)), options)).trace();
  });
}

/**
 * One GPX or PLT of a folder.
 * @throws TraceFileError as `readTraceFile`, without the name of the file.
 */
export async function gatherTraceFile(
  path: string,
  format: Exclude<TraceFormat, 'csv'>,
  device: string,
  options: TraceOptions,
): Promise<Gathering> {
  const { bytes } = await openTrace(path, format);
  return gather(bytes, format, pltDevice(path) ?? device, options);
}

/** The name of a file without the endings that say what it is: `walk` for `walk.gpx.gz`. */
export function traceName(path: string): string {
  return path.replace(/\.gz$/i, '').replace(/\.(csv|gpx|plt)$/i, '');
}

/** GeoLife keeps the trips of one person as `010/Trajectory/20080330004134.plt`. */
function pltDevice(path: string): string | undefined {
  return /(?:^|[/\\])([^/\\]+)[/\\]Trajectory[/\\][^/\\]+\.plt(?:\.gz)?$/i.exec(path)?.[1];
}

function gather(bytes: Readable, format: 'gpx' | 'plt', device: string, options: TraceOptions): Promise<Gathering> {
  return format === 'gpx' ? gatherGpx(bytes, device, options) : gatherPlt(bytes, device, options);
}

async function openTrace(path: string, format?: TraceFormat): Promise<{ bytes: Readable; found: TraceFormat }> {
  const head = await firstBytes(path);
  if (startsWith(head, ZIP)) {
    throw new TraceFileError('It is a zip archive; unpack it and name the file or the folder inside.');
  }
  const bytes = openBytes(path, startsWith(head, GZIP));
  const start = await peek(bytes);
  return { bytes, found: format ?? formatOf(start) ?? formatByName(path) ?? 'csv' };
}

/** GPX is XML; a PLT opens with the name of what wrote it. */
function formatOf(start: Buffer): TraceFormat | undefined {
  const text = new TextDecoder(encodingOf(start).startsWith('utf-16') ? encodingOf(start) : 'latin1').decode(start);
  if (/^(?:ï»¿)?\s*<(\?xml|gpx|!)/i.test(text)) return 'gpx';
  if (/^(?:ï»¿)?\s*(geolife trajectory|oziexplorer track)/i.test(text)) return 'plt';
  return undefined;
}

function formatByName(path: string): TraceFormat | undefined {
  const ending = /\.(csv|gpx|plt)(?:\.gz)?$/i.exec(path)?.[1]?.toLowerCase();
  return TRACE_FORMATS.find((format) => format === ending);
}

/** Puts the file into the message; what was read of it is all that the readers know. */
async function naming<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw error instanceof TraceFileError ? new TraceFileError(`${path}: ${error.message}`) : error;
  }
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
    throw new TraceFileError(`cannot be read: ${(error as Error).message}`);
  }
}

function openBytes(path: string, gzipped: boolean): Readable {
  const file = createReadStream(path);
  // An error of either stream reaches the reader through the destroyed end of the pipe.
  return gzipped ? pipeline(file, createGunzip(), byteLimit(MOST_UNPACKED_BYTES), () => undefined) : file;
}

function startsWith(head: Buffer, magic: readonly number[]): boolean {
  return magic.every((byte, index) => head[index] === byte);
}

/** Looks at the start of a stream and puts it back. */
async function peek(bytes: Readable): Promise<Buffer> {
  await new Promise<void>((resolve, reject) => {
    bytes.once('readable', resolve).once('end', resolve);
    bytes.once('error', (error) => reject(new TraceFileError(`It cannot be unpacked: ${error.message}.`)));
  });
  const chunk = bytes.read() as Buffer | null;
  if (chunk) bytes.unshift(chunk);
  return chunk?.subarray(0, 256) ?? Buffer.alloc(0);
}
