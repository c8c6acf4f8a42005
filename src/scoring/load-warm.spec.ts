import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { loadWarm } from './load-warm.js';
import { readModelFiles } from './manifest.js';

const files = readModelFiles('models/propensity/1');
const HELD_MS = 3;
let isBusy = true;

/** As an engine under load: each turn of the event loop has other work first. */
function keepBusy(): void {
  const until = performance.now() + HELD_MS;
  while (performance.now() < until);
  if (isBusy) setImmediate(keepBusy);
}

beforeEach(() => {
  isBusy = true;
  keepBusy();
});
afterEach(() => {
  isBusy = false;
});

it('a short model stays in this thread though the engine is busy while it is loaded', async () => {
  const { model, inline, runUs } = await loadWarm({ ...files, runUs: 400 });
  expect({ inline, runUs }).toEqual({ inline: true, runUs: 400 });
  await model.release();
});
