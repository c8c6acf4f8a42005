import { fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startEngineProcess, type EngineProcess } from '../../src/commands/engine-process.js';
import type { DecisionAnswer } from '../../src/contract/decision.js';
import type { EventsAnswer, FeedbackEvent } from '../../src/contract/feedback.js';
import type { OfferStock, StockPage } from '../../src/contract/stock.js';
import { JWT_SECRET, OPERATOR_TOKEN } from './decision-traffic.js';

export const UNITS = 200;
/** Long enough for every retry of the first round, short enough to wait for. */
export const LEASE_SECONDS = 30;

const OFFER = {
  id: 'mug',
  name: 'Two hundred mugs (invented)',
  category: 'coffee',
  valueMinor: 100_000,
  startingPropensity: 0.9,
  stock: { units: UNITS, leaseSeconds: LEASE_SECONDS },
  treatments: [
    {
      id: 'hero',
      touchpoint: 'web',
      placement: 'hero',
      attentionSeconds: 1,
      texts: { de: { neutral: { title: 'Ein Becher', body: 'Solange der Vorrat reicht.' } } },
    },
  ],
};

/** An engine process on this Redis, on the clock of the server. */
export async function startStockEngine(folder: string, name: string, redisUrl: string): Promise<EngineProcess> {
  const catalog = join(folder, 'catalog.json');
  await writeFile(catalog, JSON.stringify({ offers: [OFFER] }));
  return startEngineProcess({
    env: {
      NODE_ENV: 'development',
      LOG_LEVEL: 'error',
      REDIS_URL: redisUrl,
      PROXIMA_JWKS_URL: '',
      PROXIMA_ROLE: '',
      PROXIMA_CONFIG_DIR: '',
      PROXIMA_DATA_DIR: join(folder, name),
      PROXIMA_JWT_SECRET: JWT_SECRET,
      PROXIMA_ADMIN_TOKEN: OPERATOR_TOKEN,
      PROXIMA_CATALOG: catalog,
    },
    onLog: (line) => process.stderr.write(`engine ${name}: ${line}\n`),
  });
}

/** @returns nothing when the engine ended before it answered, or had no room for it just now: to be asked again. */
async function ask<T>(url: string, method: string, path: string, body?: object, key = ''): Promise<T | undefined> {
  const headers = { authorization: `Bearer ${OPERATOR_TOKEN}`, 'content-type': 'application/json' };
  const response = await fetch(`${url}${path}`, {
    method,
    headers: key === '' ? headers : { ...headers, 'idempotency-key': key },
    body: body && JSON.stringify(body),
  }).catch(() => undefined);
  const text = await response?.text().catch(() => undefined);
  if (!response || text === undefined || response.status === 503) return undefined;
  if (!response.ok) throw new Error(`${method} ${path} was answered ${response.status}: ${text}`);
  return JSON.parse(text) as T;
}

async function untilAnswered<T>(work: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const answer = await work();
    if (answer !== undefined) return answer;
    await sleep(100);
  }
}

export async function introduce(url: string, customers: readonly string[]): Promise<void> {
  const entry = { purpose: 'marketing', status: 'granted', textVersion: 'prove-1' };
  for (const customer of customers)
    await untilAnswered(() => ask(url, 'POST', `/v1/customers/${customer}/consents`, entry));
}

export interface Shown {
  readonly customer: string;
  /** Nothing where there was silence. */
  readonly deliveryId?: string;
  readonly silence?: string;
}

/** One decision; the same question asked again is the same order. */
export async function decideOnce(url: string, customer: string): Promise<Shown | undefined> {
  const order = { customer, touchpoint: 'web', placements: ['hero'] };
  const answer = await ask<DecisionAnswer>(url, 'POST', '/v1/decisions', order, 'order-1');
  return answer && { customer, deliveryId: answer.offers[0]?.deliveryId, silence: answer.silence?.code };
}

export const decideAtLast = (url: string, customer: string) => untilAnswered(() => decideOnce(url, customer));

export async function tell(
  url: string,
  type: 'impression' | 'accept',
  { customer, deliveryId }: Shown,
): Promise<string> {
  const event = { eventId: type, type, deliveryId, at: Date.now() } as FeedbackEvent;
  const answer = await untilAnswered(() => ask<EventsAnswer>(url, 'POST', '/v1/events', { customer, events: [event] }));
  return answer.events[0]!.code ?? answer.events[0]!.status;
}

export async function readStock(url: string): Promise<OfferStock> {
  return (await untilAnswered(() => ask<StockPage>(url, 'GET', '/v1/catalog/stock'))).offers[0]!;
}

/** Kills the engine in the middle of its work: as soon as so many are leased. @returns what ends the look-out. */
export async function killWhenLeased(engine: EngineProcess, redisUrl: string, count: number): Promise<() => void> {
  const entry = fileURLToPath(new URL('./kill-when-leased.js', import.meta.url));
  const watcher = fork(entry, [redisUrl, OFFER.id, String(count), String(engine.pid)]);
  await once(watcher, 'message');
  return () => void watcher.kill();
}

export const takenOf = ({ live, held, consumed }: OfferStock) => live + held + consumed;

/** Looks at the stock all the time while something happens. */
export async function watchStock<T>(
  url: string,
  work: () => Promise<T>,
): Promise<{ done: T; most: number; looks: number }> {
  let most = 0;
  let looks = 0;
  let isOver = false;
  const watching = (async () => {
    while (!isOver) {
      most = Math.max(most, takenOf(await readStock(url)));
      looks += 1;
      await sleep(5);
    }
  })();
  try {
    return { done: await work(), most, looks };
  } finally {
    isOver = true;
    await watching;
  }
}
