import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { withPrivateEngine } from '../../src/commands/replay-engine.js';
import { repositoryRoot } from '../prove/repository.js';
import { launchChromium, WatchedPage } from '../support/browser.js';
import { shootCity } from './city.js';
import { agreeToAll, dragToAlexanderplatz, offerWhereOneStands, runClock } from '../support/phone-visit.js';

const FOLDER = join(repositoryRoot, 'docs', 'images');
const CATALOG = join(repositoryRoot, 'config', 'demo', 'catalog.json');
const PATIENCE_MS = 90_000;

/** `npm run screenshots`: the pictures of the README, taken of a running demo. */
async function main(): Promise<void> {
  mkdirSync(FOLDER, { recursive: true });
  await withPrivateEngine({ catalogFile: CATALOG, isDemo: true }, async ({ url, adminToken }) => {
    const stopClock = runClock(url, adminToken);
    const browser = await launchChromium();
    try {
      const { page } = await WatchedPage.open(browser, `${url}/phone`, { deviceScaleFactor: 2 });
      page.setDefaultTimeout(PATIENCE_MS);
      await page.locator('[data-state=connected]').waitFor();
      await agreeToAll(page);
      await page.getByLabel('Weather').selectOption('sunny');
      await dragToAlexanderplatz(page);
      await offerWhereOneStands(page, PATIENCE_MS);
      // Until the card has arrived, and what was taken back on the way is gone.
      await page.locator('.card.gone').waitFor({ state: 'detached' });
      await page.waitForTimeout(1_000);
      await page.evaluate('scrollTo(0, 0)');
      await page.screenshot({ path: join(FOLDER, 'phone.png') });
      console.log('docs/images/phone.png');
    } finally {
      stopClock();
      await browser.close();
    }
  });
}

await main();
await shootCity(FOLDER);
