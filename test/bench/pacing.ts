import { Worker } from 'node:worker_threads';
import type { PaceOrder } from './pacer.js';

/**
 * Calls `send` for each report at its scheduled time, however long the answers take: an open loop. Timers of Node come
 * one or two milliseconds late, which is more than the latencies to be measured, and waiting awake would take a core from
 * the servers. So a thread sleeps from one report to the next and wakes this one.
 */
export async function sendOnSchedule({
  ratePerSecond,
  reports,
  send,
}: {
  ratePerSecond: number;
  reports: number;
  /** Returns false to stop early. */
  send: (index: number, scheduledMs: number) => boolean;
}): Promise<void> {
  const order: PaceOrder = { intervalMs: 1000 / ratePerSecond, reports, timeOrigin: performance.timeOrigin };
  const pacer = new Worker(new URL('./pacer.js', import.meta.url), { workerData: order });
  let next = 0;
  await new Promise<void>((resolve, reject) => {
    pacer.on('message', (scheduledMs: number) => {
      if (!send(next++, scheduledMs) || next >= reports) resolve();
    });
    pacer.once('error', reject);
  });
  pacer.removeAllListeners('message');
  await pacer.terminate();
}
