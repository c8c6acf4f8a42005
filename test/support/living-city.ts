import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContextOptions } from 'playwright-core';
import { withPrivateEngine } from '../../src/commands/replay-engine.js';
import { catalogFile } from '../../src/contract/catalog.js';
import { signToken } from '../../src/platform/auth/sign-token.js';
import { Simulation } from '../../src/simulation/simulation.js';
import { repositoryRoot } from '../prove/repository.js';
import { launchChromium, WatchedPage } from './browser.js';
import { eventually } from './eventually.js';

const CATALOG = join(repositoryRoot, 'config', 'demo', 'catalog.json');
const PATIENCE_MS = 120_000;

/** Opens `/city` of the engine with the token of an operator, and returns when so many customers are on the map. */
export type OpenCity = (fewestSeen: number, options?: BrowserContextOptions) => Promise<WatchedPage>;

/** An engine of its own with the simulated city of the demo, and a browser to look at it. */
export async function withLivingCity<T>(customers: number, work: (open: OpenCity) => Promise<T>): Promise<T> {
  const catalog = catalogFile.parse(JSON.parse(readFileSync(CATALOG, 'utf8')));
  return withPrivateEngine({ catalogFile: CATALOG }, async ({ url, adminToken, jwtSecret }) => {
    const simulation = new Simulation({
      url,
      operatorToken: adminToken,
      deviceToken: (subject) => signToken({ secret: jwtSecret, role: 'device', subject, ttlSeconds: 7 * 86_400 }),
      catalog,
      customers,
      seed: 7,
      speed: 20,
      observer: {
        connected: () => undefined,
        answered: () => undefined,
        offered: () => undefined,
        accepted: () => undefined,
        dismissed: () => undefined,
        failed: () => undefined,
      },
      onJump: () => undefined,
    });
    const browser = await launchChromium();
    try {
      await simulation.start();
      return await work(async (fewestSeen, options) => {
        const token = await signToken({ secret: jwtSecret, role: 'operator', subject: 'looker', ttlSeconds: 3_600 });
        const watched = await WatchedPage.open(browser, `${url}/city#token=${token}`, options);
        const { page } = watched;
        page.setDefaultTimeout(PATIENCE_MS);
        const seen = async () => parseInt(await page.locator('.seen').innerText(), 10);
        await eventually(async () => (await seen()) >= fewestSeen, PATIENCE_MS);
        return watched;
      });
    } finally {
      await browser.close();
      simulation.stop();
    }
  });
}
