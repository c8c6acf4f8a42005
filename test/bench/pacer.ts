// The clock of the load, in a thread of its own: it posts the scheduled time of each report when that time has come.
import { parentPort, workerData } from 'node:worker_threads';

export interface PaceOrder {
  intervalMs: number;
  reports: number;
  /** The origin of the clock of the one who sends. */
  timeOrigin: number;
}

const { intervalMs, reports, timeOrigin } = workerData as PaceOrder;
const nowMs = () => performance.timeOrigin - timeOrigin + performance.now();
const never = new Int32Array(new SharedArrayBuffer(4));
const startMs = nowMs() + 20;

for (let report = 0; report < reports; report++) {
  const scheduledMs = startMs + report * intervalMs;
  for (let waitMs = scheduledMs - nowMs(); waitMs > 0; waitMs = scheduledMs - nowMs()) {
    Atomics.wait(never, 0, 0, waitMs);
  }
  parentPort!.postMessage(scheduledMs);
}
