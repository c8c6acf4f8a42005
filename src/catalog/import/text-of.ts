import { TextDecoder } from 'node:util';
import type { ByteSource } from './open-bytes.js';
import { asUnreadable } from './unreadable.js';

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/**
 * How the bytes spell text: by their byte order mark, UTF-8 where all of them are UTF-8, else Windows-1252. The whole
 * file is looked at, since the first umlaut may stand in its last line.
 */
export async function findEncoding(source: ByteSource): Promise<Encoding> {
  const [first, second] = source.start;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const chunk of source.open() as AsyncIterable<Buffer>) decoder.decode(chunk, { stream: true });
    decoder.decode();
    return 'utf-8';
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return 'windows-1252';
    throw asUnreadable(error);
  }
}

/** The text of the file, in pieces as they come, without its byte order mark. */
export async function* textOf(source: ByteSource, encoding: Encoding): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding);
  try {
    for await (const chunk of source.open() as AsyncIterable<Buffer>) {
      const text = decoder.decode(chunk, { stream: true });
      if (text) yield text;
    }
    yield decoder.decode();
  } catch (error) {
    throw asUnreadable(error);
  }
}
