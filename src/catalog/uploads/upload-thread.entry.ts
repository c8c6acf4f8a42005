import 'reflect-metadata';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import { NestFactory } from '@nestjs/core';
import { createLog, nestLogger } from '../../platform/log.js';
import { Unreadable } from '../import/unreadable.js';
import { UploadThreadModule } from './upload-thread.module.js';
import type { ThreadTask, ThreadWord } from './upload-thread.js';
import { UploadJob } from './upload.job.js';

// Linux counts this for the thread alone: it works when decisions leave the time for it.
if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_LOW);
const { settings, tenant, record, folder, draft } = workerData as ThreadTask;
const tell = (word: ThreadWord) => parentPort!.postMessage(word);

const log = createLog(settings.LOG_LEVEL).child({ thread: 'upload' });
const context = await NestFactory.createApplicationContext(UploadThreadModule.with(settings, log), {
  logger: nestLogger(log),
  abortOnError: false,
});
try {
  tell({ result: await context.get(UploadJob).run(tenant, record, { folder, draft }, (rows) => tell({ rows })) });
} catch (error) {
  if (!(error instanceof Unreadable)) throw error;
  // Where we keep it is nobody's business.
  const message = error.message.replaceAll(join(folder, 'file'), record.name ?? 'the file');
  tell({ refused: { code: error.code, message, about: error.about } });
} finally {
  await context.close();
}
