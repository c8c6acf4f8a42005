import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { CatalogInput } from '../../src/contract/catalog.js';
import type { ProfileAnswer } from '../../src/contract/profile.js';
import { TestApp } from '../support/app.js';
import { findBarriers } from '../support/axe.js';
import { findChromium, launchChromium, WatchedPage } from '../support/browser.js';
import { buildPages } from '../support/built-pages.js';
import { ADMIN_TOKEN } from '../support/callers.js';
import { eventually } from '../support/eventually.js';
import { agreeToAll, dragToAlexanderplatz, figureOf, offerWhereOneStands, runClock } from '../support/phone-visit.js';
import { TestRedis } from '../support/redis.js';
import { tokenFor } from '../support/tokens.js';

const CATALOG = JSON.parse(readFileSync('config/demo/catalog.json', 'utf8')) as CatalogInput;
const PATIENCE_MS = 30_000;
const LONG_PATIENCE_MS = 70_000;

const withBrowser = findChromium() ? describe : describe.skip;
const reason = findChromium() ? '' : ' (skipped: no Chromium here; install it, or name one by PROXIMA_CHROMIUM)';

withBrowser(`the phone page${reason}`, () => {
  let redis: TestRedis;
  let demo: TestApp;
  let browser: Browser;
  let stopClock: () => void;
  const open: WatchedPage[] = [];

  beforeAll(async () => {
    buildPages();
    redis = await TestRedis.start();
    demo = await TestApp.start({
      redis,
      catalog: CATALOG,
      env: { PROXIMA_DEMO: 'true', PROXIMA_CLOCK: 'events', PROXIMA_ADMIN_TOKEN: ADMIN_TOKEN },
    });
    stopClock = runClock(demo.url, ADMIN_TOKEN);
    browser = await launchChromium();
  });
  afterEach(async () => {
    for (const watched of open.splice(0)) await watched.close();
  });
  afterAll(async () => {
    stopClock?.();
    await browser?.close();
    await demo?.stop();
    await redis?.stop();
  });

  async function visit(url: string, options?: BrowserContextOptions): Promise<WatchedPage> {
    const watched = await WatchedPage.open(browser, url, options);
    open.push(watched);
    return watched;
  }

  async function connected(options?: BrowserContextOptions): Promise<WatchedPage> {
    const watched = await visit(`${demo.url}/phone`, options);
    await watched.page.locator('[data-state=connected]').waitFor({ timeout: PATIENCE_MS });
    return watched;
  }

  async function offered() {
    const watched = await connected();
    await agreeToAll(watched.page);
    await dragToAlexanderplatz(watched.page);
    return { ...watched, page: watched.page, offerId: await offerWhereOneStands(watched.page, LONG_PATIENCE_MS) };
  }

  async function profileOf(page: Page): Promise<ProfileAnswer> {
    const customer = await page.evaluate<string>(`localStorage.getItem('proxima/customer')`);
    return (await demo.http('get', `/v1/customers/${customer}/profile`, ADMIN_TOKEN).expect(200)).body as ProfileAnswer;
  }

  it('brings an offer by dragging, which is accepted, and the profile shows it', async () => {
    const { page, complaints, outside, offerId } = await offered();
    const card = page.locator(`[data-offer=${offerId}]`);
    expect(await card.locator('.why').textContent()).toMatch(/^Because /);
    expect(await card.locator('.figures').textContent()).toMatch(/ left$/);
    expect(await page.locator('.offers [role=status]').textContent()).toMatch(/^New offer: /);
    // Of this very offer: another one may have been seen on the way.
    await eventually(async () => (await profileOf(page)).offers[offerId]?.impressions === 1, PATIENCE_MS);
    expect(await findBarriers(page)).toEqual([]);
    await card.getByRole('button', { name: 'Accept' }).click();
    await page.locator('.card.accepted').waitFor();
    await eventually(async () => (await figureOf(page, 'accepts')) === '1', PATIENCE_MS);
    expect((await profileOf(page)).offers[offerId]).toMatchObject({ impressions: 1, accepts: 1, dismissals: 0 });
    expect(await page.locator('.log').textContent()).toContain('You accepted: ');
    expect({ complaints, outside }).toEqual({ complaints: [], outside: [] });
  });

  it('tells the engine which kind of no it was, and does not lose the focus', async () => {
    const { page, offerId } = await offered();
    const card = page.locator(`[data-offer=${offerId}]`);
    await card.getByRole('button', { name: 'No, thanks' }).click();
    expect(await page.locator('[data-reason]').count()).toBe(3);
    await page.locator('[data-reason=not-interested]').click();
    await card.waitFor({ state: 'detached' });
    expect(await page.evaluate<string>('document.activeElement.textContent')).toBe('Offers');
    await eventually(async () => (await figureOf(page, 'dismissals')) === '1', PATIENCE_MS);
    expect(Object.keys((await profileOf(page)).rests).length).toBeGreaterThan(0);
  });

  it('takes an offer back when the consent is withdrawn, and says why', async () => {
    const { page } = await offered();
    await page.getByRole('switch', { name: /^Messages/ }).uncheck();
    await page
      .locator('.card.gone', { hasText: 'you have withdrawn your consent' })
      .first()
      .waitFor({ timeout: PATIENCE_MS });
    await page.locator('.log code', { hasText: 'CONSENT_MISSING' }).waitFor({ timeout: PATIENCE_MS });
    expect(await page.locator('.log').textContent()).toContain('Silent. You have not agreed to this.');
  });

  it('goes to a route and plays it without a jump, and agreeing to all does not ask for what is on its way', async () => {
    const { page } = await connected();
    const told: string[] = [];
    await page.exposeFunction('note', (text: string) => told.push(text));
    await page.evaluate(
      `new MutationObserver(() => note(document.querySelector('.log').textContent)).observe(document.querySelector('.log'), { subtree: true, childList: true, characterData: true })`,
    );
    await agreeToAll(page);
    await page.locator('[data-route=zoo]').click();
    await page.getByRole('button', { name: /^Stop: Zoo/ }).waitFor();
    // It was carried there, and has arrived: the engine believed all of it.
    await page.locator('.speed small', { hasText: /sees \d{3} km/ }).waitFor({ timeout: PATIENCE_MS });
    await page.locator('.speed small', { hasText: 'sees 0 km/h' }).waitFor({ timeout: LONG_PATIENCE_MS });
    await page.locator('.log li.silence').first().waitFor({ timeout: PATIENCE_MS });
    expect(told.join()).not.toMatch(/FIX_IMPOSSIBLE|CONSENT_MISSING/);
  });

  it('sends nothing before there is consent', async () => {
    const { page } = await connected();
    await dragToAlexanderplatz(page);
    await page.getByLabel('Weather').selectOption('rainy');
    await page.waitForTimeout(1_500);
    expect(await page.locator('.log li').count()).toBe(0);
    expect(await page.locator('.offers').textContent()).toContain('Nothing is sent until you agree.');
  });

  it('goes by keyboard alone', async () => {
    const { page } = await connected();
    await page.getByRole('switch', { name: /^Location/ }).focus();
    await page.keyboard.press('Space');
    await page.locator('[name=location]:checked').waitFor();
    await page.locator('.me').focus();
    const placeOf = async () => (await page.locator('.me').boundingBox())!;
    const before = await placeOf();
    await page.keyboard.press('Shift+ArrowRight');
    await eventually(async () => (await placeOf()).x > before.x + 20, PATIENCE_MS);
    await page.locator('.log li.silence').first().waitFor({ timeout: PATIENCE_MS });
  });

  it('speaks du, Sie and English, and so do the offers', async () => {
    const { page } = await connected();
    const heading = page.getByRole('heading', { level: 1 });
    expect(await heading.textContent()).toBe('Your phone');
    for (const [name, title, form] of [
      ['Deutsch, du', 'Dein Telefon', 'du'],
      ['Deutsch, Sie', 'Ihr Telefon', 'sie'],
    ] as const) {
      await page.getByRole('radio', { name }).check();
      expect(await heading.textContent()).toBe(title);
      expect(await page.locator('html').getAttribute('lang')).toBe('de');
      await eventually(async () => (await profileOf(page)).addressForm === form, PATIENCE_MS);
    }
    expect((await profileOf(page)).locale).toBe('de');
  });

  it.each([
    ['light, desktop', { colorScheme: 'light' }],
    ['dark, desktop', { colorScheme: 'dark' }],
    [
      'dark, phone, less motion',
      { colorScheme: 'dark', viewport: { width: 390, height: 844 }, reducedMotion: 'reduce' },
    ],
    ['light, between', { colorScheme: 'light', viewport: { width: 900, height: 800 } }],
  ] as [string, BrowserContextOptions][])(
    'has no barrier, no complaint and no way to the side: %s',
    async (_, options) => {
      const { page, complaints, outside } = await connected(options);
      await page.waitForTimeout(1_000);
      expect(await findBarriers(page)).toEqual([]);
      const overhang = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
      expect({ complaints, outside, overhang }).toEqual({ complaints: [], outside: [], overhang: 0 });
    },
    60_000,
  );

  it('shows that the line is down, and that it is back', async () => {
    const { page } = await connected();
    await page.context().setOffline(true);
    await page.locator('[data-state=disconnected]').waitFor({ timeout: PATIENCE_MS });
    await page.context().setOffline(false);
    await page.locator('[data-state=resumed], [data-state=connected]').waitFor({ timeout: PATIENCE_MS });
  });

  describe('without the demo', () => {
    let plain: TestApp;
    beforeAll(async () => {
      plain = await TestApp.start({ redis, catalog: CATALOG });
    });
    afterAll(async () => {
      await plain?.stop();
    });

    it('asks for a token, says what is wrong with one, and takes a good one', async () => {
      const { page, complaints } = await visit(`${plain.url}/phone`);
      const field = page.getByLabel('Device token');
      await field.fill('nonsense');
      await page.getByRole('button', { name: 'Connect' }).click();
      expect(await page.getByRole('alert').textContent()).toMatch(/^This is no token/);
      expect(await findBarriers(page)).toEqual([]);
      await field.fill('a.b.c');
      await page.getByRole('button', { name: 'Connect' }).click();
      await page.getByText('The engine refused this token').waitFor({ timeout: PATIENCE_MS });
      await page.getByLabel('Device token').fill(await tokenFor('device', 'ann'));
      await page.getByRole('button', { name: 'Connect' }).click();
      await page.locator('[data-state=connected]').waitFor({ timeout: PATIENCE_MS });
      expect(complaints).toEqual([]);
    });

    it('takes a token from the address, and out of it', async () => {
      const { page } = await visit(`${plain.url}/phone#token=${await tokenFor('device', 'ann')}`);
      await page.locator('[data-state=connected]').waitFor({ timeout: PATIENCE_MS });
      expect(page.url()).toBe(`${plain.url}/phone`);
    });
  });
});
