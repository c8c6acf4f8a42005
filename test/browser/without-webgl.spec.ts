import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { TestApp } from '../support/app.js';
import { findBarriers } from '../support/axe.js';
import { WatchedPage, findChromium, launchChromium } from '../support/browser.js';
import { buildPages } from '../support/built-pages.js';
import { aCatalog, anOffer, anOfferForAll } from '../support/catalog.js';
import { TestRedis } from '../support/redis.js';

const PATIENCE_MS = 60_000;

let redis: TestRedis;
let browser: Browser;
let demo: TestApp;

const withBrowser = findChromium() ? describe : describe.skip;

withBrowser('a browser that draws no WebGL', () => {
  beforeAll(async () => {
    buildPages();
    redis = await TestRedis.start();
    demo = await TestApp.start({
      redis,
      catalog: aCatalog(anOffer('rolls'), anOfferForAll('voucher')),
      env: { PROXIMA_DEMO: 'true' },
    });
    browser = await launchChromium(['--disable-3d-apis']);
  });
  afterAll(async () => {
    await browser?.close();
    await demo?.stop();
    await redis?.stop();
  });

  it('shows on /city all but the map, and says so', async () => {
    const { page, outside } = await WatchedPage.open(browser, `${demo.url}/city`);
    page.setDefaultTimeout(PATIENCE_MS);
    await page.getByText('This browser draws no maps').waitFor();
    await page.locator('.line.connected').waitFor();
    await page.locator('.clock time').waitFor();
    const phone = await (await demo.device('ann')).grantAll();
    await phone.report();
    await page.locator('.decision').first().click();
    await page.locator('tr.granted').waitFor();
    expect(await findBarriers(page)).toEqual([]);
    expect(outside).toEqual([]);
  });

  it('lets one walk on /phone by keyboard', async () => {
    const { page, outside } = await WatchedPage.open(browser, `${demo.url}/phone`);
    page.setDefaultTimeout(PATIENCE_MS);
    await page.getByText('This browser draws no maps').waitFor();
    await page.locator('[data-state=connected]').waitFor();
    await page.getByRole('button', { name: 'Agree to all' }).first().click();
    await page.locator('.me').press('Shift+ArrowUp');
    await page.locator('.card.open').first().waitFor();
    expect(await findBarriers(page)).toEqual([]);
    expect(outside).toEqual([]);
  });
});
