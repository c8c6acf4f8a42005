import { constants, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { SegmentState } from './archive/segment-state.js';
import { createWorker } from './create-worker.js';
import type { Settings } from './platform/config/settings.js';
import { createLog } from './platform/log.js';
import type { ThreadNews } from './worker-thread.js';

// Linux counts this for the thread alone: it works when decisions leave the time for it. Elsewhere it would slow the engine.
if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_LOW);
const port = parentPort!;
const settings = workerData as Settings;
const worker = await createWorker(settings, createLog(settings.LOG_LEVEL).child({ thread: 'segments' }));
const state = worker.get(SegmentState);
const tell = () => port.postMessage({ written: state.written, fault: state.fault } satisfies ThreadNews);
state.whenChanged(tell);
tell();
port.once('message', () => void worker.close().then(() => port.close()));
