import { join } from 'node:path';
import { withMetadata } from '../../../src/release/onnx/stamp-file.js';
import { STAMP_KEY } from '../../../src/release/read-stamp.js';
import { aCatalog, anOffer } from '../../support/catalog.js';
import { connectDevice } from '../../support/device.js';
import { tokenFor } from '../../support/tokens.js';
import { withCatalogEngine } from '../catalog-engine.js';
import type { Bait } from './bait.js';
import type { CraftedModel } from './crafted.js';
import { readCalls, watch, type Calls } from './system-calls.js';

export interface EngineFigure {
  readonly posted: number;
  readonly byStatus: Readonly<Record<string, number>>;
  readonly wrong: readonly string[];
  readonly servesOn: boolean;
  readonly calls: Calls;
}

/** So that the probe gets to see what the reader lets pass: two columns, as the small model has them. */
const STAMP = JSON.stringify({ columns: ['temperatureCelsius', 'validityHours'], categories: [], basePrior: 0.5 });

interface Problem {
  readonly code?: string;
  readonly issues?: readonly { readonly path: string; readonly message: string }[];
}

/** Posts each to a running engine, as an upload; it must answer with a problem that has a code, live, and go on to serve. */
export function postToEngine(models: readonly CraftedModel[], bait: Bait, folder: string): Promise<EngineFigure> {
  return withCatalogEngine(folder, {}, async ({ engine, mia }) => {
    await mia.goLive(JSON.stringify(aCatalog(anOffer('rolls'))));
    const token = await tokenFor('scientist', 'ada');
    const output = join(folder, 'engine-calls');
    const watcher = await watch(engine.pid, output);
    const byStatus = new Map<string, number>();
    const wrong: string[] = [];
    for (const model of models) {
      const { status, fault } = await post(engine.url, token, model);
      byStatus.set(String(status), (byStatus.get(String(status)) ?? 0) + 1);
      const live = await fetch(`${engine.url}/health/live`);
      if (fault ?? !live.ok) wrong.push(`${model.name}: ${fault ?? 'the engine does not live'}`);
    }
    const servesOn = await serves(engine.url);
    await watcher.stop();
    const calls = await readCalls(output, bait, true);
    return {
      posted: models.length,
      byStatus: Object.fromEntries(byStatus),
      wrong: wrong.slice(0, 20),
      servesOn,
      calls,
    };
  });
}

async function post(
  url: string,
  token: string,
  { bytes, codes }: CraftedModel,
): Promise<{ status: number; fault?: string }> {
  const reply = await fetch(`${url}/v1/models/propensity/versions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/octet-stream' },
    body: new Uint8Array(withMetadata(bytes, STAMP_KEY, STAMP)),
  });
  const { status } = reply;
  const body = (await reply.json().catch(() => ({}))) as Problem;
  if (status === 201 || status === 200) return { status, fault: codes.length > 0 ? 'it was taken' : undefined };
  const isProblem = reply.headers.get('content-type')?.includes('application/problem+json') && body.code !== undefined;
  if (!isProblem || status >= 500) return { status, fault: `answered ${status} ${body.code ?? 'without a code'}` };
  const told = body.issues?.find(({ path }) => path === 'code')?.message ?? body.code;
  return { status, fault: codes.length === 0 || codes.includes(told!) ? undefined : `refused as ${told}` };
}

async function serves(url: string): Promise<boolean> {
  const device = await connectDevice(url, await tokenFor('device', 'after-all'));
  try {
    await device.grantAll();
    return (await device.report()).outcome.offerId === 'rolls';
  } finally {
    device.close();
  }
}
