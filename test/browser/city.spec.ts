import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { TestApp } from '../support/app.js';
import { findBarriers } from '../support/axe.js';
import { WatchedPage, findChromium, launchChromium } from '../support/browser.js';
import { buildPages } from '../support/built-pages.js';
import { aCatalog, anOffer } from '../support/catalog.js';
import type { Device } from '../support/device.js';
import { eventually } from '../support/eventually.js';
import { TestRedis } from '../support/redis.js';
import { tokenFor } from '../support/tokens.js';

const PATIENCE_MS = 60_000;

let redis: TestRedis;
let browser: Browser;
let demo: TestApp;
let plain: TestApp;
let open: WatchedPage[] = [];

// Where there is no Chromium, nothing here can run: CI installs one.
const withBrowser = findChromium() ? describe : describe.skip;

withBrowser('/city', () => {
  beforeAll(async () => {
    buildPages();
    redis = await TestRedis.start();
    const catalog = aCatalog(anOffer('rolls', { name: 'Two rolls for one' }));
    demo = await TestApp.start({ redis, catalog, env: { PROXIMA_DEMO: 'true' } });
    plain = await TestApp.start({ redis, catalog });
    browser = await launchChromium();
  });
  afterEach(async () => {
    const watched = open;
    open = [];
    for (const { complaints, outside } of watched)
      expect({ complaints, outside }).toEqual({ complaints: [], outside: [] });
    for (const page of watched) await page.close();
  });
  afterAll(async () => {
    await browser?.close();
    await demo?.stop();
    await plain?.stop();
    await redis?.stop();
  });

  async function visit(app: TestApp, path = '/city', options = {}): Promise<Page> {
    const watched = await WatchedPage.open(browser, app.url + path, options);
    open.push(watched);
    watched.page.setDefaultTimeout(PATIENCE_MS);
    return watched.page;
  }

  /** The page shows what happens from when it is connected: the first figures say that it is. */
  async function live(page: Page): Promise<void> {
    await page.locator('.line.connected').waitFor();
    await page.locator('.clock time').waitFor();
  }

  async function pushTo(app: TestApp, customer: string): Promise<{ phone: Device; decisionId: string }> {
    const phone = await (await app.device(customer)).grantAll();
    const { outcome } = await phone.report();
    return { phone, decisionId: outcome.decisionId! };
  }

  it('shows a decision as it is made, opens its funnel by keyboard, and closes it again', async () => {
    const page = await visit(demo);
    await live(page);
    const { phone } = await pushTo(demo, 'ann');
    const row = page.locator('.decision', { hasText: 'Two rolls for one' });
    await row.waitFor();
    const { deliveryId } = await phone.push();
    await phone.feedback({ eventId: 'city-1', type: 'accept', deliveryId, at: Date.now() });
    await row.getByText('accepted').waitFor();

    await row.focus();
    await page.keyboard.press('Enter');
    const funnel = page.getByRole('dialog', { name: 'Pushed: Two rolls for one' });
    await funnel.waitFor();
    await funnel.locator('tr.granted', { hasText: 'Two rolls for one' }).waitFor();
    expect(await funnel.locator('tr.granted td').allInnerTexts()).toContain('50%');
    expect(await funnel.innerText()).toContain('accepted');
    expect(await page.evaluate('document.activeElement.id')).toBe('funnel-title');
    expect(await findBarriers(page)).toEqual([]);

    await page.keyboard.press('Escape');
    await funnel.waitFor({ state: 'detached' });
    expect(await page.evaluate('document.activeElement.className')).toBe('decision');
  });

  it('counts what happens, and stands still while paused', async () => {
    const page = await visit(demo);
    await live(page);
    await page.getByRole('button', { name: 'Pause' }).click();
    await pushTo(demo, 'ben');
    const { decisionId } = await pushTo(demo, 'cem');
    // The engine has told it: what is not shown is left aside, not late.
    await eventually(async () => (await demo.http('get', `/v1/decisions/${decisionId}`)).status === 200, PATIENCE_MS);
    await page.waitForTimeout(1_500);
    expect(await page.locator('.decision').count()).toBe(0);
    await page.getByRole('button', { name: 'Go on' }).click();
    await pushTo(demo, 'dan');
    await page.locator('.decision').first().waitFor();
    expect(await page.locator('.decision').count()).toBe(1);
    expect(await page.locator('.clock .seen').innerText()).toContain('1 on the map');
  });

  it('opens the last decision of a dot that is clicked', async () => {
    const page = await visit(demo);
    await live(page);
    await pushTo(demo, 'eva');
    await page.locator('.decision').first().waitFor();
    const spot = await page.evaluate<{ x: number; y: number } | undefined>(`(() => {
      const { town } = document.getElementById('map');
      const frame = document.getElementById('map').getBoundingClientRect();
      for (let y = 0; y < frame.height; y += 6)
        for (let x = 0; x < frame.width; x += 6)
          if (town.walkerAt(x, y)) return { x: frame.x + x, y: frame.y + y };
    })()`);
    await page.mouse.click(spot!.x, spot!.y);
    await page.getByRole('dialog').locator('tr.granted').waitFor();
  });

  it('on a phone the funnel covers all, and nothing below it can be reached', async () => {
    const page = await visit(demo, '/city', { viewport: { width: 390, height: 844 } });
    await live(page);
    await pushTo(demo, 'fay');
    await page.locator('.decision').first().click();
    const funnel = page.getByRole('dialog');
    await funnel.locator('tr.granted').waitFor();
    expect(await funnel.boundingBox()).toEqual({ x: 0, y: 0, width: 390, height: 844 });
    for (let presses = 0; presses < 12; presses += 1) {
      await page.keyboard.press('Tab');
      const isBelow = await page.evaluate(`!!document.activeElement.closest('.rail, .top, .map')`);
      expect(isBelow).toBe(false);
    }
    await page.keyboard.press('Escape');
    await funnel.waitFor({ state: 'detached' });
  });

  it('is back by itself when the engine was started anew and knows no token of before', async () => {
    let short = await TestApp.start({ redis, env: { PROXIMA_DEMO: 'true' } });
    const { port } = new URL(short.url);
    const { page } = await WatchedPage.open(browser, `${short.url}/city`);
    page.setDefaultTimeout(PATIENCE_MS);
    await live(page);
    await short.stop();
    await page.locator('.line:not(.connected)').waitFor();
    const secret = 'another secret of more than thirty-two characters';
    short = await TestApp.start({
      redis,
      port: Number(port),
      env: { PROXIMA_DEMO: 'true', PROXIMA_JWT_SECRET: secret },
    });
    try {
      await page.locator('.line.connected').waitFor({ timeout: 60_000 });
    } finally {
      await page.context().close();
      await short.stop();
    }
  });

  it('goes on where the browser is told to keep nothing', async () => {
    const { page } = await WatchedPage.open(browser, 'about:blank');
    page.setDefaultTimeout(PATIENCE_MS);
    // As Chromium has it when all cookies are blocked.
    await page.addInitScript(
      `Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('', 'SecurityError'); } })`,
    );
    await page.goto(`${demo.url}/city`);
    await live(page);
    await page.getByRole('button', { name: 'Diese Seite auf Deutsch' }).click();
    await page.getByRole('heading', { name: 'Die lebende Stadt' }).waitFor();
    await page.goto(`${demo.url}/phone`);
    await page.locator('[data-state=connected]').waitFor();
    await page.context().close();
  });

  it('speaks German when told, and remembers it', async () => {
    const page = await visit(demo);
    await page.getByRole('button', { name: 'Diese Seite auf Deutsch' }).click();
    await page.getByRole('heading', { name: 'Die lebende Stadt' }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'Die lebende Stadt' }).waitFor();
    expect(await page.evaluate('document.documentElement.lang')).toBe('de');
  });

  it.each([
    ['light', 1440, 900],
    ['dark', 390, 844],
  ] as const)(
    'has no serious barrier: %s, %i x %i',
    async (colorScheme, width, height) => {
      const page = await visit(demo, '/city', { colorScheme, viewport: { width, height } });
      await live(page);
      await pushTo(demo, `of-${colorScheme}`);
      await page.locator('.decision').first().waitFor();
      await page.getByRole('button', { name: 'Offers', exact: true }).click();
      expect(await findBarriers(page)).toEqual([]);
      const wide = await page.evaluate('document.documentElement.scrollWidth');
      expect(wide).toBeLessThanOrEqual(width);
    },
    60_000,
  );

  it('without a demo it asks for a token, says which it does not take, and keeps none in the address', async () => {
    const page = await visit(plain);
    const field = page.getByLabel('Token of an operator');
    await field.fill(await tokenFor('device', 'ann'));
    expect(await findBarriers(page)).toEqual([]);
    await page.getByRole('button', { name: 'Open' }).click();
    await page.getByRole('alert').getByText('FORBIDDEN').waitFor();
    await page.getByLabel('Token of an operator').fill(await tokenFor('marketer', 'mia'));
    await page.getByRole('button', { name: 'Open' }).click();
    await live(page);

    const other = await visit(plain, `/city#token=${await tokenFor('operator', 'ops')}`);
    await live(other);
    expect(other.url()).toBe(`${plain.url}/city`);
  });
});
