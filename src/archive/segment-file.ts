import { createReadStream } from 'node:fs';
import { appendFile, mkdir, stat, truncate } from 'node:fs/promises';
import { dirname } from 'node:path';
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
  let rest = '';
  try {
    for await (const chunk of createReadStream(path).pipe(createGunzip()).setEncoding('utf8')) {
      const lines = (rest + (chunk as string)).split('\n');
      rest = lines.pop()!;
      for (const line of lines) yield JSON.parse(line) as SegmentLine;
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'Z_BUF_ERROR') throw error;
  }
}
