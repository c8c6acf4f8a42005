import { execFile, spawn } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';
import { withPrivateEngine, type PrivateEngine } from '../../src/commands/replay-engine.js';
import { signToken } from '../../src/platform/auth/sign-token.js';
import { aCatalog, anOffer } from '../support/catalog.js';
import { writeEditedConfig } from './edited-config.js';
import { FreshApp } from './fresh-app.js';
import type { Proof, Say } from './proof.js';
import { repositoryRoot } from './repository.js';
import { withPages } from './static-pages.js';
import { withTempFolder } from './temp-folder.js';

const run = promisify(execFile);
const PATIENCE_MS = 60_000;
/** The words of the offer of the catalog in use. */
const SHOWN = /Fresh|Frisch/;
const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

export const fiveMinutesProof: Proof = {
  name: 'five-minutes',
  about: 'a fresh app with the packed SDK shows a pushed offer with the lines of the README, in Node and in Chromium',
  async run(say) {
    return withTempFolder(async (folder) => {
      const startedAt = performance.now();
      const app = await FreshApp.make(folder);
      const installSeconds = Math.round((performance.now() - startedAt) / 1000);
      say(`installed after ${installSeconds} s`);
      const catalogFile = join(folder, 'catalog.json');
      await writeFile(catalogFile, JSON.stringify(aCatalog(anOffer('rolls'))));
      // The lines must show an offer at any hour at which they are tried.
      const configDir = await writeEditedConfig(join(folder, 'config'), {
        'contact.quietHours': { from: '00:00', to: '00:00' },
      });
      const shown = await withPrivateEngine({ catalogFile, configDir }, async (engine) => ({
        node: await showInNode(app, engine, say),
        native: await showNatively(app, engine, say),
        browser: await showInBrowser(app, engine, say),
      }));
      await run('node', ['--test', 'app.test.mjs'], { cwd: app.folder });
      say('the test of the README passes');
      const typeErrors = await findTypeErrors(app);
      say(`the compiler says: ${typeErrors.wrong}`);
      const holds =
        Object.values(shown).every((text) => SHOWN.test(text)) &&
        typeErrors.right === '' &&
        typeErrors.wrong.includes("'lon' does not exist in type 'Fix'");
      return { holds, figure: { installSeconds, shown, typeErrors } };
    });
  },
};

async function environment({ url, jwtSecret }: PrivateEngine, customer: string): Promise<Record<string, string>> {
  const token = await signToken({ secret: jwtSecret, role: 'device', subject: customer });
  return { PROXIMA_URL: url, PROXIMA_TOKEN: token };
}

async function showInNode(app: FreshApp, engine: PrivateEngine, say: Say): Promise<string> {
  return firstShown(app, 'offers.mjs', await environment(engine, 'node'), say);
}

/** React Native's own packages need a phone; what they give is stood in for, and the lines are those of the README. */
async function showNatively(app: FreshApp, engine: PrivateEngine, say: Say): Promise<string> {
  const modules = 'node_modules/@react-native';
  await app.write(`${modules}-async-storage/async-storage/package.json`, '{"type":"module","exports":"./index.js"}');
  await app.write(
    `${modules}-async-storage/async-storage/index.js`,
    'const values = new Map();\nexport default { getItem: async (key) => values.get(key) ?? null, setItem: async (key, value) => void values.set(key, value) };\n',
  );
  await app.write(`${modules}-community/geolocation/package.json`, '{"type":"module","exports":"./index.js"}');
  await app.write(
    `${modules}-community/geolocation/index.js`,
    `const coords = { latitude: 52.5219, longitude: 13.4132, accuracy: 8, speed: 1.4, heading: 90 };
export default {
  watchPosition: (tell) => setInterval(() => tell({ timestamp: Date.now(), coords }), 500),
  clearWatch: clearInterval,
};
`,
  );
  await app.write(
    'native-app.mjs',
    `import { startOffers } from './native.mjs';
const client = startOffers(process.env.PROXIMA_URL, () => process.env.PROXIMA_TOKEN);
client.on('offer', (offer) => console.log(offer.treatment.title));
for (const purpose of ['location', 'profiling', 'marketing'])
  await client.setConsent({ purpose, status: 'granted', textVersion: '2026-11' });
`,
  );
  return firstShown(app, 'native-app.mjs', await environment(engine, 'native'), say);
}

/** @returns the first line that tells an offer; all that was said when none comes. */
async function firstShown(app: FreshApp, file: string, env: Record<string, string>, say: Say): Promise<string> {
  const child = spawn(process.execPath, [file], { cwd: app.folder, env: { ...process.env, ...env } });
  const lines: string[] = [];
  const over = setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS);
  child.stderr.on('data', (text) => lines.push(String(text)));
  try {
    for await (const line of createInterface(child.stdout)) {
      say(`${file}: ${line}`);
      lines.push(line);
      if (SHOWN.test(line)) return line;
    }
    return lines.join('\n');
  } finally {
    clearTimeout(over);
    child.kill('SIGKILL');
  }
}

async function showInBrowser(app: FreshApp, engine: PrivateEngine, say: Say): Promise<string> {
  const { PROXIMA_URL, PROXIMA_TOKEN } = await environment(engine, 'browser');
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking', '--disable-sync'],
  });
  try {
    return await withPages(app.folder, async (address) => {
      const context = await browser.newContext({
        permissions: ['geolocation'],
        geolocation: { latitude: 52.5219, longitude: 13.4132, accuracy: 8 },
      });
      const page = await context.newPage();
      page.on('console', (message) => say(`index.html: ${message.text()}`));
      page.on('pageerror', (error) => say(`index.html: ${error.message}`));
      await page.goto(`${address}/#${PROXIMA_URL},${PROXIMA_TOKEN}`);
      const text = await page.locator('#offers li').first().textContent({ timeout: PATIENCE_MS });
      say(`index.html: ${text}`);
      // The page is loaded anew: what is valid is still there, and comes from the storage.
      await page.reload();
      const again = await page.locator('#offers li').allTextContents();
      await page.locator('#state', { hasText: 'connected' }).waitFor({ timeout: PATIENCE_MS });
      const after = await page.locator('#offers li').allTextContents();
      say(`index.html, loaded anew: ${again.length} before it is connected, ${after.length} after`);
      if (after.length !== 1)
        throw new Error(`After a reload the page shows ${after.length} offers, not the one that is valid`);
      return text ?? '';
    });
  } finally {
    await browser.close();
  }
}

const RIGHT = `import { connect, type Offer } from '@proxima/sdk';
import { fakeDevice } from '@proxima/sdk/testing';
const client = connect({ url: 'http://localhost:3000', token: 'token' });
client.on('offer', (offer: Offer) => console.log(offer.treatment.title));
export const ack = client.reportPosition({ lat: 52.5, lng: 13.4, accuracyMetres: 8, at: Date.now() });
export const device = fakeDevice();
`;
const WRONG = `${RIGHT}export const wrong = client.reportPosition({ lat: 52.5, lon: 13.4, accuracyMetres: 8, at: Date.now() });\n`;

/** What the compiler says of a right and of a wrong payload, in an app without our settings. */
async function findTypeErrors(app: FreshApp): Promise<{ right: string; wrong: string }> {
  const compile = async (name: string, text: string) => {
    const file = await app.write(name, text);
    const tsc = join(repositoryRoot, 'node_modules', 'typescript', 'bin', 'tsc');
    const options = ['--noEmit', '--strict', '--module', 'nodenext', '--target', 'es2022', '--lib', 'es2022,dom'];
    return run(process.execPath, [tsc, ...options, file], { cwd: app.folder }).then(
      () => '',
      ({ stdout }: { stdout: string }) => stdout.trim().split('\n')[0]!,
    );
  };
  return { right: await compile('right.mts', RIGHT), wrong: await compile('wrong.mts', WRONG) };
}
