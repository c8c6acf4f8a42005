// `npm run demo`: an engine in a process of its own, a simulated city round it, and what happens, line by line.
import { runDemo } from './demo-run.js';
import { HELP, readDemoOptions, type DemoOptions } from './demo-options.js';

// All is stopped by then. Left to end by itself, Node 20 may turn for ever in closing the handles of hundreds of sockets.
process.exit(await main(process.argv.slice(2)));

async function main(args: readonly string[]): Promise<number> {
  let options: DemoOptions;
  try {
    options = readDemoOptions(args);
  } catch (error) {
    process.stderr.write(`${(error as Error).message}\nSee: npm run demo -- --help\n`);
    return 2;
  }
  if (!options.help) return runDemo(options);
  process.stdout.write(`${HELP}\n`);
  return 0;
}
