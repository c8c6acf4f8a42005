import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { withPrivateEngine } from '../../src/commands/replay-engine.js';
import { catalogFile } from '../../src/contract/catalog.js';
import { signToken } from '../../src/platform/auth/sign-token.js';
import type { Observer } from '../../src/simulation/observer.js';
import { Simulation } from '../../src/simulation/simulation.js';
import { findBarriers } from '../support/axe.js';
import { launchChromium, WatchedPage } from '../support/browser.js';
import { eventually } from '../support/eventually.js';
import type { Proof, Say } from './proof.js';
import { repositoryRoot } from './repository.js';

const CUSTOMERS = 500;
/** As many as agree to location at all are seen: in the demo one in five refuses some purpose. */
const FEWEST_SEEN = 300;
const SMOOTH_PER_SECOND = 30;
const MEASURED_MS = 10_000;
const PATIENCE_MS = 120_000;

export const cityProof: Proof = {
  name: 'city',
  about:
    'the living city with 500 customers: a funnel opens, nothing complains, nobody outside is asked, frames a second',
  async run(say) {
    const catalogPath = join(repositoryRoot, 'config', 'demo', 'catalog.json');
    const catalog = catalogFile.parse(JSON.parse(readFileSync(catalogPath, 'utf8')));
    return withPrivateEngine({ catalogFile: catalogPath }, async ({ url, adminToken, jwtSecret }) => {
      const simulation = new Simulation({
        url,
        operatorToken: adminToken,
        deviceToken: (subject) => signToken({ secret: jwtSecret, role: 'device', subject, ttlSeconds: 7 * 86_400 }),
        catalog,
        customers: CUSTOMERS,
        seed: 7,
        speed: 20,
        observer: told(say),
        onJump: () => undefined,
      });
      const browser = await launchChromium();
      try {
        await simulation.start();
        const token = await signToken({ secret: jwtSecret, role: 'operator', subject: 'proof', ttlSeconds: 3_600 });
        const watched = await WatchedPage.open(browser, `${url}/city#token=${token}`);
        watched.page.setDefaultTimeout(PATIENCE_MS);
        return await look(watched, say);
      } finally {
        await browser.close();
        simulation.stop();
      }
    });
  },
};

async function look({ page, complaints, outside }: WatchedPage, say: Say) {
  await eventually(async () => parseInt(await page.locator('.seen').innerText(), 10) >= FEWEST_SEEN, PATIENCE_MS);
  const framesPerSecond = await countFrames(page);
  const [load] = loadavg();
  const seen = await page.locator('.seen').innerText();
  say(`  ${seen}; ${framesPerSecond} frames a second; load of the machine ${load!.toFixed(1)}`);

  await page.getByRole('button', { name: 'Offers only' }).click();
  await page.locator('.decision').first().click();
  const funnel = page.getByRole('dialog');
  await funnel.locator('tr.granted').first().waitFor();
  const candidates = await funnel.locator('tbody tr').count();
  const stages = await funnel.locator('.ladder > li').count();
  say(`  the funnel of ${await funnel.getByRole('heading', { level: 2 }).innerText()}: ${candidates} candidates`);
  const barriers = await findBarriers(page);
  const isWhole = candidates > 0 && stages > 1;
  const isClean = complaints.length + outside.length + barriers.length === 0;
  const isSmooth = framesPerSecond >= SMOOTH_PER_SECOND;
  const figure = { seen, framesPerSecond, isSmooth, load, candidates, stages, complaints, outside, barriers };
  // A machine that is busy with other things draws fewer: the figure is told with the load.
  return { holds: isWhole && isClean, figure };
}

/** Frames in which the customers were drawn, a second. */
async function countFrames(page: Page): Promise<number> {
  const told = () => page.evaluate<[number, number]>(`[document.getElementById('map').town.frames, performance.now()]`);
  const [framesBefore, beforeMs] = await told();
  await page.waitForTimeout(MEASURED_MS);
  const [frames, nowMs] = await told();
  return Math.round(((frames - framesBefore) * 10_000) / (nowMs - beforeMs)) / 10;
}

function told(say: Say): Observer {
  return {
    connected: () => undefined,
    answered: () => undefined,
    offered: () => undefined,
    accepted: () => undefined,
    dismissed: () => undefined,
    failed: (what) => say(`  failed: ${what}`),
  };
}
