import { parentPort, workerData } from 'node:worker_threads';
import { inspectUpload } from './inspect-upload.js';

parentPort!.postMessage(await inspectUpload(workerData as Uint8Array));
