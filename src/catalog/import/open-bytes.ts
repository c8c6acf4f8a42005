import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline, Transform, type Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import type { ImportLimits } from './limits.js';
import { asUnreadable, Unreadable, type UnreadableCode } from './unreadable.js';

/** Packed files smaller than this may unpack at any ratio: an empty sheet packs a hundredfold. */
const FREE_BYTES = 4 * 1024 * 1024;

/** A file that can be read more than once, as the bytes that it holds when unpacked. */
export interface ByteSource {
  readonly path: string;
  readonly start: Buffer;
  open(): Readable;
}

/**
 * Looks at the file; gzip is unpacked.
 * @throws Unreadable FILE_MISSING, FILE_TOO_LARGE, FILE_EMPTY, ZIP_BROKEN, ZIP_BOMB.
 */
export async function openBytes(path: string, limits: ImportLimits): Promise<ByteSource> {
  const { size } = await statFile(path);
  if (size > limits.fileBytes)
    throw new Unreadable(
      'FILE_TOO_LARGE',
      `${path} has ${size} bytes, at most ${limits.fileBytes} are taken; split it`,
    );
  const isGzipped = (await readStart(createReadStream(path))).subarray(0, 2).equals(Buffer.from([0x1f, 0x8b]));
  const openStream = () => (isGzipped ? unpacked(path, size, limits) : createReadStream(path));
  const start = await readStart(openStream()).catch((error: unknown) => {
    throw asUnreadable(error);
  });
  if (start.length === 0) throw new Unreadable('FILE_EMPTY', `${path} is empty`);
  return { path, start, open: openStream };
}

async function statFile(path: string) {
  try {
    const found = await stat(path);
    if (found.isFile()) return found;
  } catch {
    // Told below.
  }
  throw new Unreadable('FILE_MISSING', `there is no file ${path}`);
}

/** The first 64 KiB, or all where there is less. */
async function readStart(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= 65_536) break;
  }
  return Buffer.concat(chunks).subarray(0, 65_536);
}

function unpacked(path: string, packedBytes: number, limits: ImportLimits): Readable {
  const most = mostUnpacked(packedBytes, limits);
  const file = createReadStream(path);
  const bounded = byteLimit(most, 'ZIP_BOMB', `${path} unpacks to more than ${most} bytes; it is refused as a bomb`);
  pipeline(file, createGunzip(), bounded, () => undefined);
  return bounded;
}

export function mostUnpacked(packedBytes: number, limits: ImportLimits): number {
  return Math.min(limits.unpackedBytes, Math.max(FREE_BYTES, packedBytes * limits.unpackRatio));
}

/** Passes bytes on until there are more of them than `most`. */
export function byteLimit(most: number, code: UnreadableCode, message: string): Transform {
  let passed = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      passed += chunk.length;
      if (passed <= most) return done(null, chunk);
      done(new Unreadable(code, message));
    },
  });
}
