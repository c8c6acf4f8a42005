import type { RunOrder, RunResult, TargetName } from './load-messages.js';
import type { LoadProcess } from './load-process.js';
import { cpuUsOf } from './process-figures.js';
import type { Probed } from './probed.js';

/** One of the two servers that are measured, with what the bench needs to load it. */
export interface MeasuredPath {
  name: TargetName;
  pid: number;
  url: string;
  probed: Probed;
  /** What a device shows when it connects. */
  authOf: (customer: string) => Promise<Record<string, string>>;
  /** True when a push needs consents that the device gives after it has connected. */
  needsConsent: boolean;
  /** Brings the state back to that of customers as they are met in life. */
  beforeRun: () => Promise<void>;
}

export type MeasuredRun = RunResult & { cpuUsPerEvent: number | undefined };

/** One run of the load with the processor time that the server spent on it. */
export async function measureRun(
  load: LoadProcess,
  path: MeasuredPath,
  order: Omit<RunOrder, 'do' | 'target'>,
): Promise<MeasuredRun> {
  await path.beforeRun();
  const beforeUs = cpuUsOf(path.pid);
  const result = await load.run({ target: path.name, ...order });
  const afterUs = cpuUsOf(path.pid);
  const cpuUsPerEvent =
    beforeUs === undefined || afterUs === undefined ? undefined : (afterUs - beforeUs) / result.allReports;
  return { ...result, cpuUsPerEvent };
}

export async function connectCustomers(
  load: LoadProcess,
  path: MeasuredPath,
  customers: readonly string[],
  idle: boolean,
): Promise<void> {
  const sockets = await Promise.all(customers.map(async (customer) => ({ auth: await path.authOf(customer) })));
  await load.connect({ target: path.name, url: path.url, sockets, grantConsents: path.needsConsent, idle });
}
