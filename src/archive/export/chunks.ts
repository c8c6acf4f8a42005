import type { Answers, ExportOrder } from './export-order.js';
import { chunkWriter } from './formats/chunk-writer.js';
import type { Chunk } from './formats/chunk.js';
import { RowSource } from './row-source.js';

/** The pieces of one reader. */
export async function* chunksOf(order: ExportOrder, answers: Answers): AsyncGenerator<Chunk> {
  const writer = chunkWriter(order.format);
  for await (const rows of new RowSource(order, answers).rows()) {
    writer.add(rows);
    if (writer.isFull) yield writer.take();
  }
  const rest = writer.take();
  if (rest.rows > 0) yield rest;
}
