import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import type { UploadAnswer } from '../../contract/catalog-upload.js';
import { readMapping } from '../../catalog/import/mapping.js';
import { printSummary, type CheckSummary } from './check-summary.js';
import { EngineRefusal } from '../engine-calls.js';
import { onlyOne, type LiveOptions } from './live-options.js';

const CLEAN = 0;
const PROBLEMS = 3;
const KINDS = ['offer', 'group', 'touchpoint'];

/** `upload`: a dry run on the engine; with `--publish` its version goes live when nothing is wrong with it. */
export async function upload(options: LiveOptions): Promise<number> {
  const { client, lang, positionals } = options;
  const file = onlyOne(positionals, 'FILE');
  const mapping = options.mapping === undefined ? undefined : await keepMapping(options, options.mapping);
  const mode = options.merge ? 'merge' : 'replace';
  const query = { name: basename(file), mode, lang, ...(mapping && { mapping }) };
  const { uploadId } = await client.upload(file, query);
  const done = await client.checked(uploadId, lang, tellRows);
  if (done.state !== 'checked') throw new EngineRefusal(done.code ?? done.state, done.message ?? done.state);
  const version = done.version;
  const isClean = done.report!.errors === 0;
  const mayPublish = options.publish && version !== undefined && (isClean || options['without-bad-rows']);
  // What was compared with another catalog than the one that serves by now is not what its reader has seen.
  if (mayPublish) await client.publish(version, options['without-bad-rows'], done.report!.against);
  printSummary(toSummary(done, mayPublish));
  return isClean || mayPublish ? CLEAN : PROBLEMS;
}

function tellRows({ rows }: UploadAnswer): void {
  if (process.stderr.isTTY) process.stderr.write(`\rcatalog: ${rows} rows `);
}

/** A mapping file of the caller's is kept under a name that its content gives; any other word is one that is kept. */
async function keepMapping({ client }: LiveOptions, wanted: string): Promise<string> {
  if (!/[./]/.test(wanted)) return wanted;
  const mapping = readMapping(wanted);
  const digest = createHash('sha256').update(JSON.stringify(mapping)).digest('hex').slice(0, 12);
  const name = `file-${digest}`;
  await client.keepMapping(name, mapping);
  return name;
}

function toSummary({ uploadId, version, report }: UploadAnswer, published: boolean): CheckSummary {
  const { changes, ...told } = report!;
  return { ...told, changes: changes as CheckSummary['changes'], uploadId, version, published };
}

/** `publish VERSION`. */
export async function publish({ client, positionals, ...options }: LiveOptions): Promise<number> {
  return print(await client.publish(onlyOne(positionals, 'VERSION'), options['without-bad-rows']));
}

/** `rollback [--to VERSION]`. */
export async function rollback({ client, to }: LiveOptions): Promise<number> {
  return print(await client.rollback(to));
}

export async function versions({ client }: LiveOptions): Promise<number> {
  const known = await client.versions();
  for (const { version, offers, at, by, serving } of known)
    console.log(`${serving ? '*' : ' '} ${version}  ${at}  ${offers} offers  ${by}`);
  return print({ serving: known.find(({ serving }) => serving)?.version ?? null, versions: known });
}

/** `stop offer:ID`, `stop group:ID` or `stop touchpoint:NAME`. */
export async function stop({ client, positionals, reason }: LiveOptions): Promise<number> {
  const target = onlyOne(positionals, 'offer:ID, group:ID or touchpoint:NAME');
  const [kind, ...rest] = target.split(':');
  if (!KINDS.includes(kind!) || rest.length === 0) throw new Error('stop offer:ID, group:ID or touchpoint:NAME');
  const stopped = await client.stop({ [kind!]: rest.join(':'), ...(reason && { reason }) });
  if (stopped.isKnown === false)
    console.error(
      `catalog: nothing that serves is called ${target}; is it spelled as it serves? The stop holds all the same`,
    );
  return print(stopped);
}

/** `lift`: what was stopped goes on. */
export async function lift({ client, positionals }: LiveOptions): Promise<number> {
  const stopId = onlyOne(positionals, 'offer:ID, group:ID or touchpoint:NAME');
  await client.lift(stopId);
  return print({ stopId, lifted: true });
}

function print(value: unknown): number {
  console.log(JSON.stringify(value));
  return CLEAN;
}
