import { existsSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

const KNOWN_PATHS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** WebGL without a graphics card; no request of the browser's own. */
const ARGS = [
  '--no-sandbox',
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--ignore-gpu-blocklist',
  // Only what asks for WebGL is drawn by the emulated card: all else is several times as fast without it.
  '--disable-gpu-compositing',
  '--disable-accelerated-2d-canvas',
  // On a busy machine drawing without a card takes its time: a watchdog that ends it would take WebGL from all later pages.
  '--disable-gpu-watchdog',
  '--disable-gpu-process-crash-limit',
  '--disable-domain-blocking-for-3d-apis',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Where a Chromium is: as PROXIMA_CHROMIUM says, or where systems put it. Undefined: there is none. */
export function findChromium(): string | undefined {
  const named = process.env.PROXIMA_CHROMIUM;
  if (named) return named;
  return KNOWN_PATHS.find((path) => existsSync(path));
}

/**
 * @param args further switches
 * @throws Error that says what to install when there is no Chromium.
 */
export async function launchChromium(args: readonly string[] = []): Promise<Browser> {
  const executablePath = findChromium();
  if (!executablePath)
    throw new Error('no Chromium here: "apt-get install chromium", or name one by PROXIMA_CHROMIUM=/path');
  // Chromium and what it is made of keep crash reports and settings in the home of whoever runs it.
  const home = mkdtempSync(join(tmpdir(), 'px-chromium-'));
  const env = { ...process.env, HOME: home, XDG_CONFIG_HOME: home, XDG_CACHE_HOME: home };
  const browser = await chromium.launch({ executablePath, args: [...ARGS, ...args], env });
  // What it still writes as it ends stays in the temp folder, and is nobody's concern.
  browser.once(
    'disconnected',
    () => void rm(home, { recursive: true, force: true, maxRetries: 5 }).catch(() => undefined),
  );
  return browser;
}

/** A page that notes whatever should not happen on it. */
export class WatchedPage {
  /** What the console told as an error or a warning, and what nobody caught. */
  readonly complaints: string[] = [];
  /** Requests to anybody but the engine. */
  readonly outside: string[] = [];

  private constructor(readonly page: Page) {}

  static async open(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<WatchedPage> {
    const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 1280, height: 900 }, ...options });
    const page = await context.newPage();
    const watched = new WatchedPage(page);
    const { host } = new URL(url);
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type()) && !isOfTheMachine(message.text()))
        watched.complaints.push(message.text());
    });
    page.on('pageerror', (error) => watched.complaints.push(error.message));
    const check = (asked: string) => {
      const { host: other, protocol } = new URL(asked);
      if (!['data:', 'blob:'].includes(protocol) && other !== host) watched.outside.push(asked);
    };
    page.on('request', (request) => check(request.url()));
    page.on('websocket', (socket) => check(socket.url()));
    await page.goto(url);
    return watched;
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }
}

/** Chromium's own word on drawing without a graphics card. */
function isOfTheMachine(text: string): boolean {
  return /GPU stall due to ReadPixels|GL Driver Message/.test(text);
}
