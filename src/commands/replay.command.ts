import { access, constants } from 'node:fs/promises';
import { readTraces } from '../traces/trace-folder.js';
import { tellUnreadable, TraceFileError, type Trace } from '../traces/trace.js';
import { ReplayError } from './replay-error.js';
import { readReplayArguments, REPLAY_USAGE, UsageError } from './replay-options.js';
import { newProgress } from './replay-progress.js';
import { replayTraces } from './replay-traces.js';

/** `npm run replay`: see the usage text. The last line on standard output is the summary as JSON. */
async function main(): Promise<void> {
  const { file, format, map, zone, assumedAccuracyMetres, ...options } = readReplayArguments(process.argv.slice(2));
  const interrupted = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.once(signal, () => interrupted.abort(new ReplayError(`Ended by ${signal}`)));
  }
  if (options.catalogFile !== undefined) await readable(options.catalogFile);
  const trace = await readTraces(file, format, { map, zone, assumedAccuracyMetres });
  tellAbout(trace);
  const summary = await replayTraces({
    ...options,
    fixes: trace.fixes,
    signal: interrupted.signal,
    onProgress: newProgress(process.stderr),
  });
  const all = { ...summary, rows: trace.rows, unreadableRows: trace.unreadable.count, assumptions: trace.assumptions };
  process.stdout.write(`${JSON.stringify(all)}\n`);
  // A run in which no report came through has shown nothing, whatever its figures say.
  if (summary.errors >= summary.fixes) throw new ReplayError('No report came through');
}

/** Told before anything is started, and not in the words of the engine. */
async function readable(file: string): Promise<void> {
  await access(file, constants.R_OK).catch((error: Error) => {
    throw new UsageError(`--catalog ${file} cannot be read: ${error.message}`);
  });
}

function tellAbout({ fixes, unreadable, assumptions }: Trace): void {
  const say = (line: string) => process.stderr.write(`${line}\n`);
  say(`${fixes.length} fixes of ${new Set(fixes.map(({ device }) => device)).size} phones`);
  for (const assumption of assumptions) say(`assumed: ${assumption}`);
  if (unreadable.count === 0) return;
  say(`${unreadable.count} rows or points cannot be read and are left out:`);
  for (const row of unreadable.first) say(`  ${tellUnreadable(row)}`);
  if (unreadable.count > unreadable.first.length) say('  …');
}

try {
  await main();
} catch (error) {
  const known = error instanceof UsageError || error instanceof TraceFileError || error instanceof ReplayError;
  process.stderr.write(`${known ? error.message : (error as Error).stack}\n`);
  if (error instanceof UsageError) process.stderr.write(`\n${REPLAY_USAGE}\n`);
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
// All is stopped by now. Left to end by itself, Node 20 may turn for ever in closing the handles of hundreds of sockets.
process.exit();
