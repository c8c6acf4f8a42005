import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { compareAsyncApi } from './comparison/compare-async-api.js';
import { compareOpenApi } from './comparison/compare-open-api.js';
import { BASELINE_DIRECTORY, writeGeneratedFiles } from './generated-files.js';
import { writeAsyncApi } from './async-api.js';
import type { JsonObject } from './json.js';
import { writeOpenApi } from './open-api.js';
import { VERSION } from './version.js';

const FILES = writeGeneratedFiles(readFileSync('config/policy.yaml', 'utf8'));

it.each(FILES.map(({ path, text }) => [path, text]))('%s is as the schemas say', (path, text) => {
  if (readFileSync(path, 'utf8') === text) return;
  throw new Error(`${path} is stale: run "npm run contract" and commit what it writes`);
});

it('nothing breaks the clients of the last release', () => {
  const breaks = [
    ...compareOpenApi(readBaseline('openapi.json'), writeOpenApi()),
    ...compareAsyncApi(readBaseline('asyncapi.json'), writeAsyncApi()),
  ];
  if (breaks.length === 0) return;
  const advice = 'Mend them; or, when they are meant and released under a new version: npm run contract -- --release';
  throw new Error(`These changes break clients of the last release:\n${breaks.join('\n')}\n${advice}`);
});

it('the documents have the version of the package', () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  expect(VERSION).toBe(version);
});

function readBaseline(name: string): JsonObject {
  return JSON.parse(readFileSync(`${BASELINE_DIRECTORY}/${name}`, 'utf8')) as JsonObject;
}
