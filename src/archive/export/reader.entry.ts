import { constants, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import type { Offer } from '../../core/types/offer.js';
import { chunksOf } from './chunks.js';
import type { Answers, ExportOrder } from './export-order.js';
import type { ThreadNews, ThreadWord } from './reader.js';

// Linux counts this for the thread alone: decisions go first. Not lowest: beside other work of the machine it would hardly
// come to an end. Elsewhere it would slow the engine.
if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_BELOW_NORMAL);

const port = parentPort!;
const tell = (news: ThreadNews, handed: ArrayBuffer[] = []) => port.postMessage(news, handed);
const waiting = new Map<number, { resolve: (values: never) => void; reject: (error: Error) => void }>();
let asked = 0;

function ask<T>(question: Omit<ThreadNews, 'ask' | 'chunk'>): Promise<T> {
  asked += 1;
  const number = asked;
  tell({ ...question, ask: number } as ThreadNews);
  return new Promise((resolve, reject) => waiting.set(number, { resolve, reject }));
}

const answers: Answers = {
  secrets: (subjects) => ask<(Uint8Array | undefined)[]>({ subjects }),
  offers: (offers) => ask<(Offer | undefined)[]>({ offers }),
};
const chunks = chunksOf(workerData as ExportOrder, answers);

async function next(): Promise<void> {
  const { value } = await chunks.next();
  tell({ chunk: value ?? undefined }, value ? [value.bytes.buffer] : []);
}

port.on('message', (word: ThreadWord) => {
  // A fault ends the thread, and whoever waits hears of it.
  if (word === 'next') return void next();
  const question = waiting.get(word.ask)!;
  waiting.delete(word.ask);
  if (word.isFault) question.reject(new Error('no answer'));
  else question.resolve(word.values as never);
});
