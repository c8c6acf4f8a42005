// npm run decisions -- replay [--from TIME] [--to TIME] [--customer ID] [--tenant ID]
// Makes recorded decisions again, with the versions that they name, and says what differs. Reads only.
//
// npm run decisions -- export --out FILE ...
// Brings an export of a running engine to a file.
import type { Replay } from '../contract/replay.js';
import { parseArgs } from 'node:util';
import { ArchiveService, type Range } from '../archive/archive.service.js';
import type { CustomerId, Owner, TenantId } from '../core/types/ids.js';
import { createApp } from '../create-app.js';
import { EXPORT_USAGE, exportFile } from './decisions/export-file.js';
import { ReplayService } from '../engine/replay.service.js';
import { readSettings } from '../platform/config/settings.js';
import { createLog } from '../platform/log.js';

const USAGE = `npm run decisions -- replay [--from TIME] [--to TIME] [--customer ID] [--tenant ID]\n${EXPORT_USAGE}`;
const DIFFERENT = 3;
const UNUSABLE = 2;
/** How many that differ are told one by one. */
const MOST_TOLD = 20;

interface Order extends Range {
  readonly tenant: TenantId;
  readonly customer?: CustomerId;
}

function orderOf(args: readonly string[]): Order {
  const { values } = parseArgs({
    args: [...args],
    options: {
      from: { type: 'string' },
      to: { type: 'string' },
      customer: { type: 'string' },
      tenant: { type: 'string', default: 'default' },
    },
  });
  return {
    tenant: values.tenant as TenantId,
    customer: values.customer as CustomerId | undefined,
    from: timeOf('--from', values.from),
    to: timeOf('--to', values.to),
  };
}

function timeOf(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const at = Date.parse(text);
  if (Number.isNaN(at)) throw new Error(`${option} must be a time such as 2026-11-22T08:00:00Z, not ${text}`);
  return at;
}

/** The engine's own parts, without its ports: they find Redis, segments, catalogs and the model by the same settings. */
async function replayAll({ tenant, customer, from, to }: Order): Promise<number> {
  const settings = readSettings({ ...process.env, PROXIMA_ROLE: 'engine', PROXIMA_CATALOG: '', LOG_LEVEL: 'warn' });
  const app = await createApp(settings, createLog(settings.LOG_LEVEL));
  try {
    await app.init();
    const archive = app.get(ArchiveService);
    const replays = app.get(ReplayService);
    const counts = { decisions: 0, equal: 0, different: 0, impossible: 0 };
    const told: Replay[] = [];
    const found = customer
      ? archive.ofCustomer({ tenant, customer } as Owner, { from, to })
      : archive.all(tenant, { from, to });
    for await (const stored of found) {
      const replay = await replays.replayStored(stored);
      counts.decisions += 1;
      counts[replay.equal ? 'equal' : replay.impossible ? 'impossible' : 'different'] += 1;
      if (!replay.equal && told.length < MOST_TOLD) told.push(replay);
    }
    for (const { decisionId, impossible, differences } of told)
      console.error(`${decisionId}: ${impossible ?? differences.map(({ path }) => path).join(', ')}`);
    console.log(JSON.stringify({ ...counts, differences: told }));
    return counts.equal === counts.decisions ? 0 : DIFFERENT;
  } finally {
    await app.close();
  }
}

async function run([command, ...args]: readonly string[]): Promise<number> {
  if (command === 'replay') return replayAll(orderOf(args));
  if (command === 'export') return exportFile(args);
  throw new Error('decisions can be replayed and exported');
}

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  console.error(`${(error as Error).message}\n${USAGE}`);
  process.exitCode = UNUSABLE;
}
