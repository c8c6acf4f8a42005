import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { TestApp } from '../support/app.js';
import { findBarriers } from '../support/axe.js';
import { WatchedPage, findChromium, launchChromium } from '../support/browser.js';
import { buildPages } from '../support/built-pages.js';
import { aCatalog, anOffer } from '../support/catalog.js';
import { eventually } from '../support/eventually.js';
import { TestRedis } from '../support/redis.js';
import { streetsFile } from '../support/streets-file.js';

const PATIENCE_MS = 60_000;

let redis: TestRedis;
let browser: Browser;
let demo: TestApp;
let folder: string;

const withBrowser = findChromium() ? describe : describe.skip;

withBrowser('a map with the streets of the operator', () => {
  beforeAll(async () => {
    buildPages();
    redis = await TestRedis.start();
    folder = mkdtempSync(join(tmpdir(), 'px-streets-'));
    mkdirSync(join(folder, 'maps'));
    writeFileSync(join(folder, 'maps', 'streets.pmtiles'), streetsFile());
    demo = await TestApp.start({
      redis,
      catalog: aCatalog(anOffer('rolls')),
      env: { PROXIMA_DEMO: 'true', PROXIMA_DATA_DIR: folder },
    });
    browser = await launchChromium();
  });
  afterAll(async () => {
    await browser?.close();
    await demo?.stop();
    await redis?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  it.each([
    ['phone', '.phone-map', 'light'],
    ['city', '.map', 'dark'],
  ] as const)(
    '/%s shows them, names whose they are, and asks nobody else',
    async (name, map, colorScheme) => {
      const { page, complaints, outside } = await WatchedPage.open(browser, `${demo.url}/${name}`, { colorScheme });
      // The tile of the file is a park from edge to edge.
      await eventually(async () => (await shareOfColour(page, map, '--map-green')) > 0.5, PATIENCE_MS);
      await page.getByText('© OpenStreetMap').waitFor({ timeout: PATIENCE_MS });
      expect(await findBarriers(page)).toEqual([]);
      expect({ complaints, outside }).toEqual({ complaints: [], outside: [] });
    },
    120_000,
  );
});

/** How much of a part of the page has the colour of this variable of the style sheet, as it is seen: 0 to 1. */
async function shareOfColour(page: Page, selector: string, variable: string): Promise<number> {
  const picture = (await page.locator(selector).screenshot()).toString('base64');
  return page.evaluate<number>(`(async () => {
    const wanted = getComputedStyle(document.documentElement).getPropertyValue('${variable}').trim();
    const bytes = Uint8Array.from(atob('${picture}'), (letter) => letter.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const canvas = new OffscreenCanvas(image.width, image.height);
    const pen = canvas.getContext('2d');
    pen.drawImage(image, 0, 0);
    const { data } = pen.getImageData(0, 0, image.width, image.height);
    const [red, green, blue] = [1, 3, 5].map((from) => parseInt(wanted.slice(from, from + 2), 16));
    let count = 0;
    for (let i = 0; i < data.length; i += 4)
      if (Math.abs(data[i] - red) + Math.abs(data[i + 1] - green) + Math.abs(data[i + 2] - blue) < 6) count += 1;
    return count / (image.width * image.height);
  })()`);
}
