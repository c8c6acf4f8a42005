import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { inspectModel } from '../../../src/release/inspect-model.js';

// Looks at files as the engine does, in a process that can be watched. What it is to look at comes as a list of paths; what
// it found goes out a line a file. It opens the first path only to be seen.
const [seen = '', list = '', untilMs = '0'] = process.argv.slice(2);
readFileSync(seen);
const paths = readFileSync(list, 'utf8').split('\n');

async function inspectNext(): Promise<void> {
  for (let path = paths.shift(); path && Date.now() < Number(untilMs); path = paths.shift()) {
    const startedMs = performance.now();
    const word = await inspectModel(readFileSync(path), { sample: [] }).then(
      ({ verdict, code, advice, probe }) => ({
        verdict,
        code,
        isAdvised: Boolean(advice),
        isProbed: probe !== undefined,
      }),
      (error: Error) => ({ thrown: String(error.stack).slice(0, 500) }),
    );
    process.stdout.write(
      `${JSON.stringify({ name: basename(path), ms: Math.round(performance.now() - startedMs), ...word })}\n`,
    );
  }
}

await Promise.all([inspectNext(), inspectNext()]);
