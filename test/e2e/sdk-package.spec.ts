import { readdirSync, readFileSync } from 'node:fs';
import { mkdtempSync, rmSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

/** What an app may load for it beside socket.io-client, gzipped. */
const MOST_BYTES = 25 * 1024;
/** Names that only Node has. */
const OF_NODE = /\bnode:|\bBuffer\b|\bprocess\.|\brequire\(|\b__dirname\b|\bsetImmediate\b/;

const folder = mkdtempSync(join(tmpdir(), 'px-sdk-'));
let files: { name: string; text: string }[];

beforeAll(() => {
  execFileSync('node_modules/.bin/tsc', ['-p', 'sdk/tsconfig.build.json', '--outDir', folder]);
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  files = names
    .filter((name) => name.endsWith('.js'))
    .map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the built package', () => {
  it('is small: unbundled and unminified it is already below the limit', () => {
    const texts = files.filter(({ name }) => !name.startsWith('testing')).map(({ text }) => text);
    const bytes = gzipSync(texts.join('\n')).length;
    expect([bytes > 5_000, bytes < MOST_BYTES]).toEqual([true, true]);
  });

  it('has no parts of Node', () => {
    const code = (text: string) => text.replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '');
    expect(files.filter(({ text }) => OF_NODE.test(code(text))).map(({ name }) => name)).toEqual([]);
    expect(files.length).toBeGreaterThan(20);
  });

  it('imports socket.io-client in one place and nothing else', () => {
    const imports = files.flatMap(({ name, text }) =>
      [...text.matchAll(/from '([^'.][^']*)'/g)].map(([, what]) => `${name} ${what}`),
    );
    expect(imports).toEqual(['socket-transport.js socket.io-client']);
  });

  it('tests of apps do not come with it', () => {
    const importers = files.filter(({ name, text }) => !name.startsWith('testing') && text.includes('testing/'));
    expect(importers).toEqual([]);
  });
});
