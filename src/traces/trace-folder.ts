import { readdir, stat } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import type { CsvTraceOptions } from './csv-trace.js';
import { Gathering } from './gathering.js';
import { gatherTraceFile, readTraceFile, traceName, type TraceFormat } from './trace-file.js';
import { TraceFileError, type Trace } from './trace.js';

type FolderFormat = Exclude<TraceFormat, 'csv'>;

/**
 * Reads a file of traces, or all GPX and PLT files of a folder and the folders in it.
 * @throws TraceFileError when nothing can be read; the message says what to do about it.
 */
export async function readTraces(path: string, format?: TraceFormat, options: CsvTraceOptions = {}): Promise<Trace> {
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  return isFolder ? readFolder(path, format, options) : readTraceFile(path, format, options);
}

/** A file that cannot be read is told and left out: one torn file among thousands is no reason to replay none. */
async function readFolder(folder: string, format: TraceFormat | undefined, options: CsvTraceOptions): Promise<Trace> {
  if (format === 'csv' || options.map) {
    throw new TraceFileError(`${folder} is a folder, and a folder is read for GPX and PLT; name one CSV file.`);
  }
  const all = new Gathering('files and points', options.assumedAccuracyMetres);
  for (const path of await traceFiles(folder, format)) {
    const file = relative(folder, path);
    const device = traceName(file).split(sep).join('/');
    const one = await gatherTraceFile(path, formatOf(path), device, options).catch((error: Error) => error);
    if (one instanceof TraceFileError) all.takeBroken(file, one.message);
    else if (one instanceof Error) throw one;
    else all.takeAll(one, file);
  }
  all.requireFixes(`${folder} holds no .${format ?? 'gpx or .plt'} file.`);
  return all.trace();
}

async function traceFiles(folder: string, format: FolderFormat | undefined): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const wanted = new RegExp(`\\.(${format ?? 'gpx|plt'})(\\.gz)?$`, 'i');
  return entries
    .filter((entry) => entry.isFile() && wanted.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

function formatOf(path: string): FolderFormat {
  return /\.gpx(\.gz)?$/i.test(path) ? 'gpx' : 'plt';
}
