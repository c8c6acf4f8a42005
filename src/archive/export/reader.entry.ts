import { parentPort, workerData } from 'node:worker_threads';
import { Asking } from './asking.js';
import { chunksOf } from './chunks.js';
import type { ExportOrder } from './export-order.js';
import type { ThreadNews, ThreadWord } from './reader.js';

const port = parentPort!;
const tell = (news: ThreadNews, handed: ArrayBuffer[] = []) => port.postMessage(news, handed);
const answers = new Asking(tell);
const chunks = chunksOf(workerData as ExportOrder, answers);

async function next(): Promise<void> {
  const { value } = await chunks.next();
  tell({ chunk: value ?? undefined }, value ? [value.bytes.buffer] : []);
}

port.on('message', (word: ThreadWord) => {
  // A fault ends the thread, and whoever waits hears of it.
  if (word === 'next') void next();
  else answers.take(word);
});
