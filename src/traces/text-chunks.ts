import type { Readable } from 'node:stream';
import { TextDecoder } from 'node:util';
import { TraceFileError } from './trace.js';

/**
 * The text of a file as it comes, by the encoding that it names itself: a byte order mark, or `encoding="…"` of XML.
 * @throws TraceFileError for an encoding that nobody knows, or when the bytes break off.
 */
export async function* textChunks(bytes: Readable): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined;
  try {
    for await (const chunk of bytes as AsyncIterable<Buffer>) {
      decoder ??= decoderFor(encodingOf(chunk));
      yield decoder.decode(chunk, { stream: true });
    }
    yield decoder?.decode() ?? '';
  } catch (error) {
    if (error instanceof TraceFileError) throw error;
    throw new TraceFileError(`The file breaks off: ${(error as Error).message}. Fetch or pack it again.`);
  } finally {
    bytes.destroy();
  }
}

/** Told by the first bytes of the file. */
export function encodingOf(start: Buffer): string {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
  if (start[0] === 0xfe && start[1] === 0xff) return 'utf-16be';
  const declared = /^(?:\xEF\xBB\xBF)?\s*<\?xml[^>]*?encoding\s*=\s*["']([^"']*)["']/i.exec(
    start.subarray(0, 256).toString('latin1'),
  );
  const named = declared?.[1] ?? 'utf-8';
  // Whoever could read this far byte by byte has no UTF-16 before him, whatever the declaration says.
  return /^utf-?16/i.test(named) ? 'utf-8' : named;
}

function decoderFor(encoding: string): TextDecoder {
  try {
    return new TextDecoder(encoding);
  } catch {
    throw new TraceFileError(`The file says that it is written in "${encoding.slice(0, 40)}"; write it in UTF-8.`);
  }
}
