// As in the engine: rows are many small objects that nobody needs a moment later.
import '../../platform/young-objects.js';
import { once } from 'node:events';
import { Socket } from 'node:net';
import { constants, getPriority, setPriority } from 'node:os';
import { pipeline } from 'node:stream/promises';
import { Asking, type Answer } from './asking.js';
import { BYTES_FD, type ProcessFault } from './export-process.js';
import type { ExportTask } from './export-order.js';
import { piecesOf } from './pieces.js';
import { ThreadReader } from './reader.js';

// Decisions go first. Not lowest: beside other work of the machine it would hardly come to an end. An engine that is lower
// itself may raise nobody.
const priority = constants.priority.PRIORITY_BELOW_NORMAL;
if (getPriority() < priority) setPriority(priority);

// Whose engine has gone works for nobody.
process.once('disconnect', () => process.exit(1));
const [task] = (await once(process, 'message')) as [ExportTask];
const answers = new Asking((question) => process.send!(question));
process.on('message', (answer: Answer) => answers.take(answer));

const readers = task.shares.map((days) => new ThreadReader({ ...task.order, days }, answers));
try {
  await pipeline(piecesOf(task, readers), new Socket({ fd: BYTES_FD, readable: false, writable: true }));
  process.exit(0);
} catch (error) {
  const fault: ProcessFault = { fault: (error as Error).message };
  process.send!(fault, () => process.exit(1));
}
