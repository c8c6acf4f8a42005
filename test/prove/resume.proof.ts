import { setTimeout as sleep } from 'node:timers/promises';
import type { State } from '../../sdk/src/index.js';
import type { Proof } from './proof.js';
import { withPrivateRedis } from './private-redis.js';
import { ADMIN_TOKEN, ResumeWorld } from './resume-world.js';
import { withTempFolder } from './temp-folder.js';

const ROUNDS = 200;
/** Of each round, while the SDK is away; one more comes on its own line, unless that breaks before the engine has the report. */
const AWAY = 10;
const PATIENCE_MS = 60_000;

type Break = 'cut' | 'reload' | 'restart';

export const resumeProof: Proof = {
  name: 'resume',
  about:
    '200 cuts, page reloads and restarts of the engine while 2,000 offers come: the SDK shows each once and loses none',
  async run(say) {
    return withTempFolder((folder) =>
      withPrivateRedis(folder, async (redis) => {
        const world = new ResumeWorld();
        try {
          await world.start(folder, redis.url);
          const breaks: Record<Break, number> = { cut: 0, reload: 0, restart: 0 };
          const faults: string[] = [];
          for (let round = 0; round < ROUNDS; round += 1) {
            const kind = kindOf(round);
            breaks[kind] += 1;
            faults.push(
              ...(await runRound(world, kind, round % 2 === 0)).map((fault) => `round ${round}, ${kind}: ${fault}`),
            );
            if (round % 20 === 19)
              say(`${round + 1} rounds, ${world.shown.length} offers shown, ${faults.length} faults`);
          }
          const counted = await countFeedback(world);
          const shownTwice = world.shown.length - new Set(world.shown).size;
          const figure = {
            breaks,
            offersShown: world.shown.length,
            shownTwice,
            accepts: world.accepts,
            counted,
            faults: faults.slice(0, 5),
            faultsInAll: faults.length,
          };
          const isExact = counted.impressions === world.shown.length && counted.accepts === world.accepts;
          const holds =
            faults.length === 0 && shownTwice === 0 && isExact && world.shown.length >= ROUNDS * (AWAY + 0.5);
          return { holds, figure };
        } finally {
          await world.stop();
        }
      }),
    );
  },
};

function kindOf(round: number): Break {
  if (round % 10 === 9) return 'restart';
  return round % 5 === 2 ? 'reload' : 'cut';
}

/**
 * @param isAnswered whether the SDK's own report has its answer before the line breaks
 * @returns what went wrong
 */
async function runRound(world: ResumeWorld, kind: Break, isAnswered: boolean): Promise<string[]> {
  const shownBefore = world.shown.length;
  world.nextRound();
  world.states.length = 0;
  await within(PATIENCE_MS, () => world.learnConsents());
  // In every other round the line breaks under the report itself, in the others on the heels of its answer.
  const reported = world.report();
  if (isAnswered) await reported;
  await world.cut();
  if (kind === 'restart') await world.restartEngine();
  await reported;
  await world.reportElsewhere(AWAY);
  if (kind === 'reload') await world.openPage();
  await world.restore();
  world.client.wake();
  const faults: string[] = [];
  const isAllSeen = await within(
    PATIENCE_MS,
    async () => world.client.waitingFeedback === 0 && (await world.unseen()).length === 0,
  );
  if (!isAllSeen)
    faults.push(
      `nobody has shown ${(await world.unseen()).join(', ') || 'none'}, ${world.client.waitingFeedback} events wait`,
    );
  // A report that was cut before the engine had it led to no offer.
  if (world.shown.length - shownBefore < AWAY)
    faults.push(`${world.shown.length - shownBefore} shown, not ${AWAY} or more`);
  const wanted: State = kind === 'reload' ? 'connected' : 'resumed';
  const [last] = world.states.slice(-1);
  if (last !== wanted) faults.push(`the state is ${last ?? 'untold'}, not ${wanted}`);
  if (!world.states.includes('disconnected')) faults.push('the cut was not told');
  return faults;
}

/** What the engine has counted, each event once by its id. */
async function countFeedback({ url }: ResumeWorld): Promise<{ impressions: number; accepts: number }> {
  const answer = await fetch(`${url}/v1/customers/ann/profile`, {
    headers: { authorization: `Bearer ${ADMIN_TOKEN}` },
  });
  const { offers } = (await answer.json()) as { offers: Record<string, { impressions: number; accepts: number }> };
  const sum = (of: 'impressions' | 'accepts') => Object.values(offers).reduce((total, offer) => total + offer[of], 0);
  return { impressions: sum('impressions'), accepts: sum('accepts') };
}

async function within(ms: number, isSo: () => Promise<boolean>): Promise<boolean> {
  const untilMs = performance.now() + ms;
  while (!(await isSo())) {
    if (performance.now() > untilMs) return false;
    await sleep(10);
  }
  return true;
}
