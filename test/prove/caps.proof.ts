import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { withPrivateEngine } from '../../src/commands/replay-engine.js';
import type { Ack } from '../../src/contract/errors.js';
import type { PositionAck } from '../../src/contract/position.js';
import { capsCatalog, SQUARE } from './caps-catalog.js';
import { connectCustomer, type CustomerSockets } from './customer-sockets.js';
import { writeEditedConfig } from './edited-config.js';
import { withPrivateRedis } from './private-redis.js';
import type { Proof, Say } from './proof.js';
import { withTempFolder } from './temp-folder.js';

const CAPS = [1, 3, 7];
const REPORTS = 200;
const DEVICES_PER_ENGINE = 10;
const LATE_PUSH_WAIT_MS = 1_000;
const DAY_MS = 86_400_000;
/** A Wednesday at noon in Berlin, far from any quiet hour. */
const NOON = Date.UTC(2026, 4, 20, 10);
/** Reasons that a report may be silent for when the cap alone limits. */
const EXPECTED_SILENCES = ['CAP_REACHED', 'COALESCED'];

interface DayFigure {
  pushes: number;
  /** With repetitions: each device of the customer may get the same push. */
  arrivals: number;
  outcomes: Record<string, number>;
}

interface CapFigure {
  cap: number;
  pids: number[];
  days: DayFigure[];
}

export const capsProof: Proof = {
  name: 'caps',
  about: '200 reports of one customer at once over two engine processes never break the contact cap (1, 3, 7 a day)',
  async run(say) {
    const caps: CapFigure[] = [];
    for (const cap of CAPS) caps.push(await withTempFolder((folder) => tryCap(cap, folder, say)));
    return { holds: caps.every(isKept), figure: { reports: REPORTS, sockets: 2 * DEVICES_PER_ENGINE, caps } };
  },
};

/** Two engines on one fresh Redis, since the first policy that a system is given is the one that it keeps. */
function tryCap(cap: number, folder: string, say: Say): Promise<CapFigure> {
  return withPrivateRedis(folder, async (redis) => {
    const catalogFile = join(folder, 'catalog.json');
    await writeFile(catalogFile, JSON.stringify(capsCatalog()));
    const configDir = join(folder, 'config');
    await mkdir(configDir);
    // Everything else that could hold an offer back is taken away; the cap is what is tried.
    await writeEditedConfig(configDir, {
      'contact.caps': [{ limit: cap, per: 'day' }],
      'contact.spacingMinutes': 0,
      'arbitration.minPropensity': 0,
      'arbitration.pressureMinor': 0,
    });
    const jwtSecret = randomBytes(32).toString('hex');
    const options = { catalogFile, configDir, redisUrl: redis.url, jwtSecret };
    return withPrivateEngine(options, (one) =>
      withPrivateEngine(options, async (two) => {
        say(`cap ${cap}: engines ${one.pid} and ${two.pid}, Redis ${redis.pid}`);
        const sockets = await connectCustomer(`caps-${cap}`, jwtSecret, [one.url, two.url], DEVICES_PER_ENGINE);
        try {
          await sockets.setConsents();
          const days = [await oneDay(sockets, NOON), await oneDay(sockets, NOON + DAY_MS)];
          days.forEach((day, n) => say(`  day ${n + 1}: ${JSON.stringify(day)}`));
          return { cap, pids: [one.pid, two.pid], days };
        } finally {
          sockets.close();
        }
      }),
    );
  });
}

async function oneDay(sockets: CustomerSockets, noon: number): Promise<DayFigure> {
  const reports = Array.from({ length: REPORTS }, () => ({ ...SQUARE, accuracyMetres: 10, at: noon }));
  const acks = await sockets.reportAll(reports);
  await sleep(LATE_PUSH_WAIT_MS);
  const arrived = sockets.takePushes();
  const outcomes: Record<string, number> = {};
  for (const outcome of acks.map(outcomeOf)) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
  return { pushes: new Set(arrived.map(({ deliveryId }) => deliveryId)).size, arrivals: arrived.length, outcomes };
}

function outcomeOf(ack: Ack<PositionAck>): string {
  if (!ack.ok) return `error ${ack.error.code}`;
  return ack.data.outcome.deliveryId === undefined ? (ack.data.outcome.silence ?? 'nothing told') : 'push';
}

function isKept({ cap, days }: CapFigure): boolean {
  return days.every(({ pushes, outcomes }) => {
    const silent = EXPECTED_SILENCES.reduce((sum, code) => sum + (outcomes[code] ?? 0), 0);
    return pushes === cap && outcomes.push === cap && silent === REPORTS - cap;
  });
}
