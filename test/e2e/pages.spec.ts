import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readSettings } from '../../src/platform/config/settings.js';
import { TestApp } from '../support/app.js';
import { connectDevice } from '../support/device.js';
import { buildPages } from '../support/built-pages.js';
import { TestRedis } from '../support/redis.js';

const STREETS = Buffer.from('PMTiles and a few bytes more');

let redis: TestRedis;
let folder: string;
let demo: TestApp;
let plain: TestApp;

beforeAll(async () => {
  buildPages();
  redis = await TestRedis.start();
  folder = mkdtempSync(join(tmpdir(), 'px-pages-'));
  mkdirSync(join(folder, 'maps'));
  writeFileSync(join(folder, 'maps', 'streets.pmtiles'), STREETS);
  writeFileSync(join(folder, 'maps', 'secret'), 'not for everyone');
  demo = await TestApp.start({ redis, env: { PROXIMA_DATA_DIR: folder, PROXIMA_DEMO: 'true' } });
  plain = await TestApp.start({ redis });
});
afterAll(async () => {
  await demo?.stop();
  await plain?.stop();
  await redis?.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe.each(['phone', 'city'])('/%s', (name) => {
  it('comes with a policy that lets nothing in from elsewhere, and is asked for anew each time', async () => {
    const { text, headers } = await plain.http('get', `/${name}`, '').expect(200);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(headers['cache-control']).toBe('no-cache');
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self';");
    expect(policy).toContain("base-uri 'none'; form-action 'none'; frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    expect(text).not.toMatch(/<style| style=|<script(?![^>]*\ssrc="\/assets\/)|https?:\/\//);
  });

  it('names assets that are there, of the right type and for ever', async () => {
    const { text } = await plain.http('get', `/${name}`, '').expect(200);
    const assets = [...text.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map(([, path]) => path!);
    expect(assets.length).toBeGreaterThan(1);
    for (const path of assets) {
      const { headers } = await plain.http('get', path, '').expect(200);
      expect(headers['content-type']).toMatch(path.endsWith('.css') ? /^text\/css/ : /^application\/javascript/);
      expect(headers['cache-control']).toBe('public, max-age=31536000, immutable');
      // A worker is bound by what its own script comes with.
      expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self';/);
    }
  });

  it('sends what it names compressed to whoever takes that, and as it is to others', async () => {
    const { text } = await plain.http('get', `/${name}`, '').expect(200);
    const path = /src="(\/assets\/[^"]+)"/.exec(text)![1]!;
    const sent = async (encoding: string) =>
      (await plain.http('get', path, '').set('accept-encoding', encoding).expect(200)).headers;
    const [plainly, zipped, brotli] = await Promise.all(['identity', 'gzip', 'br, gzip'].map(sent));
    expect([plainly, zipped, brotli].map((headers) => headers!['content-encoding'])).toEqual([undefined, 'gzip', 'br']);
    expect(zipped!['vary']).toMatch(/accept-encoding/i);
    expect(Number(zipped!['content-length'])).toBeLessThan(Number(plainly!['content-length']) / 2);
    expect(brotli!['content-type']).toBe(plainly!['content-type']);
    await plain.http('get', `${path}.br`, '').expect(404);
  });
});

describe('nothing but the pages can be had', () => {
  // As raw paths: a client of a library would tidy them up first.
  it.each([
    '/assets/',
    '/assets',
    '/assets/..%2fphone.html',
    '/assets/..%2f..%2fsrc%2fmain.js',
    '/assets/%2e%2e/phone.html',
    '/assets/../../package.json',
    '/assets/....//phone.html',
    '/assets/%5c..%5cphone.html',
    '/assets/%00',
    '/maps/',
    '/maps/secret',
    '/maps/..%2fjwt-secret',
    '/phone.html',
    '/phone/',
    '/console/',
  ])('%s', async (path) => {
    const { status, body } = await rawGet(demo.url, path);
    expect([400, 404]).toContain(status);
    expect(body).toContain('"code":');
    expect(body).not.toMatch(/not for everyone|<html|"version"/);
  });
});

describe('/maps/streets.pmtiles', () => {
  it('answers the ranges that a map asks for', async () => {
    const part = await demo.http('get', '/maps/streets.pmtiles', '').set('range', 'bytes=0-6').expect(206);
    expect(part.headers['content-range']).toBe(`bytes 0-6/${STREETS.length}`);
    expect((part.body as Buffer).toString()).toBe('PMTiles');
    expect((await demo.http('get', '/console/setup', '').expect(200)).body).toMatchObject({
      streets: true,
      demo: true,
    });
  });

  it('is not there where the operator has put none', async () => {
    await plain.http('get', '/maps/streets.pmtiles', '').expect(404);
    const { body } = await plain.http('get', '/console/setup', '').expect(200);
    expect(body).toMatchObject({ streets: false, demo: false, clock: 'server' });
  });
});

describe('/demo/token', () => {
  it('gives a device a token that lasts a quarter of an hour and opens its own socket', async () => {
    const { body, headers } = await demo.http('get', '/demo/token?role=device&customer=you', '').expect(200);
    expect(headers['cache-control']).toBe('no-store');
    const { token, expiresAt } = body as { token: string; expiresAt: string };
    const lastsMs = Date.parse(expiresAt) - Date.now();
    expect(lastsMs).toBeGreaterThan(600_000);
    expect(lastsMs).toBeLessThanOrEqual(900_000);
    (await connectDevice(demo.url, token)).close();
    await demo.http('get', '/v1/customers/somebody/consents', token).expect(403);
    await demo.http('get', '/v1/customers/you/consents', token).expect(200);
  });

  it('gives an operator one', async () => {
    const { body } = await demo.http('get', '/demo/token?role=operator', '').expect(200);
    await demo.http('get', '/v1/customers/you/consents', (body as { token: string }).token).expect(200);
  });

  it.each([
    '',
    '?role=auditor',
    '?role=device',
    '?role=device&customer=a%7Db',
    '?role=operator&ttl=9',
    '?role=operator&role=operator',
  ])('refuses %p and says what is wrong', async (query) => {
    const { body } = await demo.http('get', `/demo/token${query}`, '').expect(400);
    expect(body).toMatchObject({ code: 'INVALID_MESSAGE' });
    expect((body as { issues: unknown[] }).issues.length).toBeGreaterThan(0);
  });

  it('is not there without the setting, which production refuses', async () => {
    const { body } = await plain.http('get', '/demo/token?role=operator', '').expect(404);
    expect(body).toMatchObject({ code: 'NOT_FOUND' });
    const secret = 'a secret of more than thirty-two characters';
    const production = { NODE_ENV: 'production', PROXIMA_JWT_SECRET: secret, PROXIMA_DEMO: 'true' };
    expect(() => readSettings(production)).toThrow(/PROXIMA_DEMO: .*production/);
    expect(() => readSettings({ PROXIMA_DEMO: 'yes' })).toThrow(/PROXIMA_DEMO/);
    expect(() => readSettings({ PROXIMA_DEMO: 'true', PROXIMA_JWKS_URL: 'https://keys.example/' })).toThrow(/JWKS/);
  });

  it('leaves no token in the log', async () => {
    const { body } = await demo.http('get', '/demo/token?role=operator', '').expect(200);
    expect(demo.logLines.join('')).not.toContain((body as { token: string }).token);
  });
});

function rawGet(url: string, path: string): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    request(url, { path }, (answer) => {
      let body = '';
      answer.setEncoding('utf8').on('data', (text: string) => (body += text));
      answer.on('end', () => resolve({ status: answer.statusCode!, body }));
    })
      .on('error', reject)
      .end();
  });
}
