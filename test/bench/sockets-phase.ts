import type { LoadProcess } from './load-process.js';
import { connectCustomers, type MeasuredPath } from './measured-path.js';
import type { ProbeReading } from './probe.js';

const FIRST_SOCKETS = 20;

/**
 * Memory of an open socket whose customer has given consents, in KiB. Measured before any load and after collecting
 * garbage: later, the heap has room to spare, and new sockets would seem to cost nothing. The greater one of resident
 * memory and memory held is told, since each hides something of its own.
 */
export async function kibPerSocket(
  load: LoadProcess,
  path: MeasuredPath,
  customers: readonly string[],
): Promise<number> {
  // The first ones bring code and caches into being, which are no part of a socket.
  await connectCustomers(load, path, customers.slice(0, FIRST_SOCKETS), true);
  const before = await settled(path);
  await connectCustomers(load, path, customers.slice(FIRST_SOCKETS), true);
  const after = await settled(path);
  await load.closeIdle();
  const sockets = customers.length - FIRST_SOCKETS;
  return Math.max(after.rssKib - before.rssKib, after.heldKib - before.heldKib) / sockets;
}

async function settled(path: MeasuredPath): Promise<ProbeReading> {
  await new Promise((resolve) => setTimeout(resolve, 300));
  return path.probed.read();
}
