import { loadavg } from 'node:os';
import type { Page } from 'playwright-core';
import { findBarriers } from '../support/axe.js';
import type { WatchedPage } from '../support/browser.js';
import { withLivingCity } from '../support/living-city.js';
import type { Proof, Say } from './proof.js';

const CUSTOMERS = 500;
/** Those who agree to location are seen: in the demo one customer in five refuses some purpose. */
const FEWEST_SEEN = 300;
const SMOOTH_PER_SECOND = 30;
const MEASURED_MS = 10_000;

export const cityProof: Proof = {
  name: 'city',
  about:
    'the living city with 500 customers: a funnel opens, nothing complains, nobody outside is asked, frames a second',
  run: (say) => withLivingCity(CUSTOMERS, async (open) => look(await open(FEWEST_SEEN), say)),
};

async function look({ page, complaints, outside }: WatchedPage, say: Say) {
  const framesPerSecond = await countFrames(page);
  const load = Math.round(loadavg()[0]! * 10) / 10;
  const seen = await page.locator('.seen').innerText();
  say(`  ${seen}; ${framesPerSecond} frames a second; load of the machine ${load}`);

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
  // A machine that is busy with other things draws fewer: the figure is told with the load.
  const figure = { seen, framesPerSecond, isSmooth, load, candidates, stages, complaints, outside, barriers };
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
