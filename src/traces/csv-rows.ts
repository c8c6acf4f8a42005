import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { parse, type Info } from 'csv-parse';
import { detectDelimiter } from './delimiter.js';
import { TraceFileError } from './trace.js';

const LONGEST_ROW_BYTES = 64 * 1024;

export interface CsvRow {
  /** The cells as written; the header row comes first. */
  record: string[];
  /** Line of the file where the row ends. */
  line: number;
  delimiter: string;
}

/**
 * The rows of a CSV, header and all, as they come: the delimiter is found from the header row.
 * @throws TraceFileError when a row never ends.
 */
export async function* csvRows(bytes: Readable): AsyncGenerator<CsvRow> {
  const chunks = bytes[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const head = await untilLineEnd(chunks);
  const delimiter = detectDelimiter(firstLine(head));
  const parser = parse({
    bom: true,
    delimiter,
    info: true,
    max_record_size: LONGEST_ROW_BYTES,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
  });
  const fed = feed(parser, head, chunks);
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: Info }>) {
      yield { record, line: info.lines, delimiter };
    }
    await fed;
  } catch (error) {
    throw error instanceof TraceFileError
      ? error
      : new TraceFileError(`The CSV breaks off: ${(error as Error).message}`);
  } finally {
    bytes.destroy();
  }
}

/** Enough of the file to see the header row whole. */
async function untilLineEnd(chunks: AsyncIterator<Buffer>): Promise<Buffer> {
  let head = Buffer.alloc(0);
  while (head.length < LONGEST_ROW_BYTES && !/[\r\n]./s.test(head.toString('latin1'))) {
    const { value, done } = await chunks.next();
    if (done) break;
    head = Buffer.concat([head, value]);
  }
  return head;
}

function firstLine(head: Buffer): string {
  return (
    head
      .toString('utf8')
      .trimStart()
      .split(/\r?\n|\r/, 1)[0] ?? ''
  );
}

async function feed(parser: ReturnType<typeof parse>, head: Buffer, chunks: AsyncIterator<Buffer>): Promise<void> {
  try {
    parser.write(head);
    for (let next = await chunks.next(); !next.done; next = await chunks.next()) {
      if (!parser.write(next.value)) await once(parser, 'drain');
    }
    parser.end();
  } catch (error) {
    parser.destroy(error as Error);
  }
}
