import { join } from 'node:path';
import { withPrivateEngine } from '../../src/commands/replay-engine.js';
import type { ProfileAnswer } from '../../src/contract/profile.js';
import { findBarriers } from '../support/axe.js';
import { launchChromium, WatchedPage } from '../support/browser.js';
import { agreeToAll, dragToAlexanderplatz, offerWhereOneStands, runClock } from '../support/phone-visit.js';
import type { Proof, Say } from './proof.js';
import { repositoryRoot } from './repository.js';

const CATALOG = join(repositoryRoot, 'config', 'demo', 'catalog.json');
const PATIENCE_MS = 60_000;

interface PhoneFigure {
  offer: string;
  /** From the pointer let go to the card on the screen. */
  secondsToOffer: number;
  profile: { impressions: number; accepts: number; dismissals: number } | undefined;
  complaints: string[];
  outside: string[];
  barriers: string[];
}

export const phoneProof: Proof = {
  name: 'phone',
  about:
    'in Chromium an offer arrives by dragging, is accepted, and the profile shows it; no barrier, no outside request',
  run: (say) =>
    withPrivateEngine({ catalogFile: CATALOG, isDemo: true }, async ({ url, adminToken }) => {
      const stopClock = runClock(url, adminToken);
      try {
        const figure = await visitPhone(url, adminToken, say);
        return { holds: isGood(figure), figure };
      } finally {
        stopClock();
      }
    }),
};

async function visitPhone(url: string, adminToken: string, say: Say): Promise<PhoneFigure> {
  const browser = await launchChromium();
  try {
    const { page, complaints, outside } = await WatchedPage.open(browser, `${url}/phone`);
    page.setDefaultTimeout(PATIENCE_MS);
    await page.locator('[data-state=connected]').waitFor();
    say('  connected; agreeing, and dragging to Alexanderplatz');
    await agreeToAll(page);
    await dragToAlexanderplatz(page);
    const droppedAt = Date.now();
    const offer = await offerWhereOneStands(page, PATIENCE_MS);
    const card = page.locator(`[data-offer=${offer}]`);
    const secondsToOffer = Math.round((Date.now() - droppedAt) / 100) / 10;
    say(`  ${offer}: ${await card.locator('h3').textContent()}`);
    const barriers = await findBarriers(page);
    await card.getByRole('button', { name: 'Accept' }).click();
    await page.locator('[data-figure=accepts]', { hasText: '1' }).waitFor();
    const customer = await page.evaluate<string>(`localStorage.getItem('proxima/customer')`);
    const answer = await fetch(`${url}/v1/customers/${customer}/profile`, {
      headers: { authorization: `Bearer ${adminToken}` },
    });
    const profile = ((await answer.json()) as ProfileAnswer).offers[offer];
    barriers.push(...(await findBarriers(page)));
    return { offer, secondsToOffer, profile, complaints, outside, barriers };
  } finally {
    await browser.close();
  }
}

function isGood({ profile, complaints, outside, barriers }: PhoneFigure): boolean {
  return profile?.accepts === 1 && complaints.length === 0 && outside.length === 0 && barriers.length === 0;
}
