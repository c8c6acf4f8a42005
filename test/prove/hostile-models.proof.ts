import { layBait } from './hostile-models/bait.js';
import { craftedModels } from './hostile-models/crafted.js';
import { inspectWatched } from './hostile-models/inspect-watched.js';
import { postToEngine } from './hostile-models/post-to-engine.js';
import { readMutated } from './hostile-models/read-mutated.js';
import { needStrace } from './hostile-models/system-calls.js';
import type { Proof, Proven, Say } from './proof.js';
import { withTempFolder } from './temp-folder.js';

const MUTATED = 20_000;
/** Of those that the reader lets pass: as many as there is time for are run. */
const TRIED = 1_500;
const FEWEST_TRIED = 100;
const TRY_MS = 90_000;
/** A mutated file is small: whoever reads it for longer turns in a circle. */
const SLOWEST_READ_MS = 1_000;

export const hostileModelsProof: Proof = {
  name: 'hostile-models',
  about:
    'models that name other files, loop, claim giants or are broken: refused by name, nothing opened, the engine lives',
  run: (say) => withTempFolder((folder) => proveModels(folder, say)),
};

async function proveModels(folder: string, say: Say): Promise<Proven> {
  needStrace();
  const bait = layBait(folder);
  const crafted = craftedModels(bait.locations);
  const { figure: read, passed } = readMutated(MUTATED, TRIED);
  say(`${MUTATED} mutated files: ${JSON.stringify(read.byCode)}, the slowest took ${Math.round(read.slowestMs)} ms`);
  const watched = await inspectWatched(crafted, passed, bait, TRY_MS);
  say(
    `${watched.crafted} crafted and ${watched.mutated} mutated files, ${watched.probed} of them tried: ${JSON.stringify(watched.byCode)}`,
  );
  const engine = await postToEngine(crafted, bait, folder);
  say(`${engine.posted} files to an engine: ${JSON.stringify(engine.byStatus)}, it serves on: ${engine.servesOn}`);
  for (const line of [
    ...read.untyped,
    ...watched.wrong,
    ...watched.calls.forbidden,
    ...engine.wrong,
    ...engine.calls.forbidden,
  ])
    say(`  <-- ${line}`);
  const holds =
    read.untyped.length === 0 &&
    read.slowestMs < SLOWEST_READ_MS &&
    watched.wrong.length === 0 &&
    watched.mutated >= FEWEST_TRIED &&
    watched.calls.seen > 0 &&
    watched.calls.probes >= watched.probed &&
    watched.calls.forbidden.length === 0 &&
    engine.wrong.length === 0 &&
    engine.calls.probes > 0 &&
    engine.calls.forbidden.length === 0 &&
    engine.servesOn;
  return { holds, figure: { read, watched, engine } };
}
