import { setTimeout as sleep } from 'node:timers/promises';
import type { EngineProcess } from '../../src/commands/engine-process.js';
import type { OfferStock } from '../../src/contract/stock.js';
import { withPrivateRedis } from './private-redis.js';
import type { Proof, Proven, Say } from './proof.js';
import {
  decideAtLast,
  decideOnce,
  introduce,
  killWhenLeased,
  LEASE_SECONDS,
  readStock,
  startStockEngine,
  takenOf,
  tell,
  UNITS,
  watchStock,
} from './stock-world.js';
import { withTempFolder } from './temp-folder.js';

const DECISIONS = 1_000;
const LATER_DECISIONS = 300;
/** How many are leased when one engine is killed: some dozens of its decisions are then under way. */
const KILL_AT = 60;
const SEEN = 120;
const ACCEPTED = 80;

export const stockProof: Proof = {
  name: 'stock',
  about: '1,000 decisions at once on a stock of 200 over two engines, one killed midway: never more, then exactly 200',
  run: (say) =>
    withTempFolder((folder) =>
      withPrivateRedis(folder, async ({ url }) => {
        const engines: EngineProcess[] = [];
        const start = async (name: string) => {
          const engine = await startStockEngine(folder, name, url);
          engines.push(engine);
          return engine;
        };
        try {
          return await prove(start, url, say);
        } finally {
          await Promise.all(engines.map((engine) => engine.stop()));
        }
      }),
    ),
};

async function prove(start: (name: string) => Promise<EngineProcess>, redisUrl: string, say: Say): Promise<Proven> {
  const stays = await start('stays');
  const dies = await start('dies');
  const everybody = Array.from({ length: DECISIONS + LATER_DECISIONS }, (_, n) => `customer-${n}`);
  await introduce(stays.url, everybody);
  const first = everybody.slice(0, DECISIONS);

  const stopLooking = await killWhenLeased(dies, redisUrl, KILL_AT);
  const rush = await watchStock(stays.url, () =>
    // Half to each. The one that dies is asked first, so that it has leased a good deal by then.
    Promise.all(first.map((customer, n) => decideOnce(n < DECISIONS / 2 ? dies.url : stays.url, customer))),
  ).finally(stopLooking);
  const atKill = await readStock(stays.url);
  const told = rush.done.filter((shown) => shown?.deliveryId).length;
  say(
    `first answers: ${told} offers, ${rush.done.filter((shown) => !shown).length} without an answer; ${tellOf(atKill)}`,
  );

  const retried = await watchStock(stays.url, () =>
    Promise.all(first.map(async (customer, n) => rush.done[n] ?? decideAtLast(stays.url, customer))),
  );
  const shown = retried.done.filter(({ deliveryId }) => deliveryId);
  const afterRetries = await readStock(stays.url);
  const silences: Record<string, number> = {};
  for (const { silence } of retried.done) if (silence) silences[silence] = (silences[silence] ?? 0) + 1;
  say(`after retries: ${shown.length} offers; ${tellOf(afterRetries)}; silences ${JSON.stringify(silences)}`);

  for (const one of shown.slice(0, SEEN)) await tell(stays.url, 'impression', one);
  for (const one of shown.slice(0, ACCEPTED)) await tell(stays.url, 'accept', one);
  const lapsed = await untilLapsed(stays.url);
  say(`when the leases have lapsed: ${tellOf(lapsed)}`);

  const again = await start('again');
  const later = await watchStock(stays.url, () =>
    Promise.all(everybody.slice(DECISIONS).map((customer, n) => decideAtLast(n % 2 ? stays.url : again.url, customer))),
  );
  const laterShown = later.done.filter(({ deliveryId }) => deliveryId).length;
  const end = await readStock(stays.url);
  const tooLate = await tell(stays.url, 'accept', shown.at(-1)!);
  say(`asked again: ${laterShown} offers; ${tellOf(end)}; an acceptance after its lease: ${tooLate}`);

  const most = Math.max(rush.most, retried.most, later.most);
  const looks = rush.looks + retried.looks + later.looks;
  const orphaned = takenOf(atKill) - told;
  const figure = {
    decisions: DECISIONS,
    units: UNITS,
    unanswered: rush.done.filter((one) => !one).length,
    reservedWithoutAnswer: orphaned,
    granted: shown.length,
    silences,
    live: afterRetries.live,
    mostTaken: most,
    looks,
    lapsed: { held: lapsed.held, consumed: lapsed.consumed, left: lapsed.left },
    grantedLater: laterShown,
    acceptedTooLate: tooLate,
  };
  const holds =
    most <= UNITS &&
    figure.unanswered > 0 &&
    shown.length === UNITS &&
    afterRetries.live === UNITS &&
    lapsed.held === SEEN - ACCEPTED &&
    lapsed.consumed === ACCEPTED &&
    lapsed.left === UNITS - SEEN &&
    laterShown === UNITS - SEEN &&
    takenOf(end) === UNITS &&
    tooLate === 'OUT_OF_STOCK';
  return { holds, figure };
}

async function untilLapsed(url: string): Promise<OfferStock> {
  for (const untilMs = performance.now() + 3 * LEASE_SECONDS * 1_000; performance.now() < untilMs; await sleep(250)) {
    const stock = await readStock(url);
    if (stock.live === 0) return stock;
  }
  throw new Error(`Leases of ${LEASE_SECONDS} s are still live after three times as long`);
}

function tellOf({ live, held, consumed, left }: OfferStock): string {
  return `${live} live, ${held} held, ${consumed} consumed, ${left} left`;
}
