import { fileFrame } from './formats/file-frame.js';
import type { ExportTask } from './export-order.js';
import type { Reader } from './reader.js';

/**
 * The file from its first byte to its last: the pieces of the readers follow each other in turn, so the same segments make
 * the same file. The first piece comes with the head.
 * @throws Error when a reader met a fault, or was stopped.
 */
export async function* piecesOf({ order, about }: ExportTask, readers: readonly Reader[]): AsyncGenerator<Uint8Array> {
  const frame = fileFrame(order.format, about);
  let before = frame.head();
  let left = [...readers];
  while (left.length > 0) {
    for (const reader of left) {
      const chunk = await reader.next();
      if (!chunk) left = left.filter((other) => other !== reader);
      else {
        frame.wrote(chunk);
        yield before.length === 0 ? chunk.bytes : Buffer.concat([before, chunk.bytes]);
        before = new Uint8Array(0);
      }
    }
  }
  yield Buffer.concat([before, frame.tail()]);
}
