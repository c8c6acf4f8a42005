import { createReadStream } from 'node:fs';
import { appendFile, mkdir, stat, truncate } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream';
import { createGunzip, gzipSync } from 'node:zlib';

/** One decision in a segment. `box` is the sealed record; in a file of feedback the sealed lines that came so far. */
export interface SegmentLine {
  readonly id: string;
  /** Epoch ms of the decision. */
  readonly at: number;
  readonly who: string;
  readonly box: string;
}

/**
 * Appends lines as one gzip member: a file of members is a gzip file again (RFC 1952), which any tool can read. A member
 * that could not be written whole is cut off, so that what stands in a segment is always whole.
 * @throws the error of the file system, such as ENOSPC.
 */
export async function appendLines(path: string, lines: readonly SegmentLine[]): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const before = await stat(path).then(
    ({ size }) => size,
    () => 0,
  );
  const member = gzipSync(lines.map((line) => `${JSON.stringify(line)}\n`).join(''), { level: 1 });
  try {
    await appendFile(path, member, { mode: 0o600, flush: true });
  } catch (error) {
    await truncate(path, before).catch(() => undefined);
    throw error;
  }
}

/**
 * Line by line, from the disk as it is read. A member cut off by a crash ends the file.
 * @throws Error when the file is no gzip, or is damaged otherwise.
 */
export async function* readLines(path: string): AsyncGenerator<SegmentLine> {
  for await (const piece of readPieces(path)) {
    let start = 0;
    for (let end = piece.indexOf(NEW_LINE); end >= 0; end = piece.indexOf(NEW_LINE, start)) {
      yield JSON.parse(piece.toString('latin1', start, end)) as SegmentLine;
      start = end + 1;
    }
  }
}

export const NEW_LINE = 10;

/**
 * The same as bytes: whole lines, as many as come at once. They are ASCII alone: ids, names and base64. A file that was
 * removed in between has none: its time was over.
 */
export async function* readPieces(path: string): AsyncGenerator<Buffer> {
  let rest: Buffer = Buffer.alloc(0);
  const unpacked = createGunzip({ chunkSize: PIECE_BYTES });
  // What goes wrong with the file comes out of its end.
  pipeline(createReadStream(path), unpacked, () => undefined);
  try {
    for await (const piece of unpacked as AsyncIterable<Buffer>) {
      const all = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
      const end = all.lastIndexOf(NEW_LINE) + 1;
      rest = all.subarray(end);
      if (end > 0) yield all.subarray(0, end);
    }
  } catch (error) {
    if (!ENDS.has((error as NodeJS.ErrnoException).code)) throw error;
  }
}

/** Each piece costs a turn of the event loop and a change of threads. */
const PIECE_BYTES = 128 * 1024;
const ENDS: ReadonlySet<string | undefined> = new Set(['Z_BUF_ERROR', 'ENOENT']);
