import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';
import { asyncBufferFromFile, parquetMetadataAsync } from 'hyparquet';
import type { Problem } from '../../contract/errors.js';
import { exportFormat } from '../../contract/export.js';

export const EXPORT_USAGE =
  'npm run decisions -- export --out FILE [--format parquet|csv|ndjson] [--from TIME] [--to TIME] [--wait-hours 24] ' +
  '[--reward accept|click|redeem] [--rows shown|decisions] [--pending] [--url URL] [--token TOKEN]';

const FAILED = 3;
const NEW_LINE = 10;

/** What the engine refuses, or why the file did not come whole. */
class ExportFailed extends Error {}

/**
 * Brings an export of a running engine to a file. It has its name when it is whole: what breaks off leaves none behind.
 * The last line is JSON, for programs.
 * @throws Error that says what is wrong with the arguments.
 */
export async function exportFile(args: readonly string[]): Promise<number> {
  const { out, format, url, token, query } = readOptions(args);
  const part = `${out}.${process.pid}.part`;
  const started = performance.now();
  try {
    const reply = await ask(`${url}/v1/exports/decisions?${query.toString()}`, token);
    const counted = await save(reply, part);
    const rows = format === 'parquet' ? await rowsIn(part) : counted.lines - Number(format === 'csv');
    await rename(part, out);
    const seconds = Math.round(performance.now() - started) / 1_000;
    console.log(JSON.stringify({ out, format, rows, bytes: counted.bytes, seconds }));
    return 0;
  } catch (error) {
    console.error(`decisions: ${(error as Error).message}`);
    return FAILED;
  } finally {
    await rm(part, { force: true });
  }
}

function readOptions(args: readonly string[]) {
  const { values } = parseArgs({
    args: [...args],
    options: {
      out: { type: 'string' },
      format: { type: 'string', default: 'parquet' },
      from: { type: 'string' },
      to: { type: 'string' },
      'wait-hours': { type: 'string' },
      reward: { type: 'string' },
      rows: { type: 'string' },
      pending: { type: 'boolean' },
      url: { type: 'string' },
      token: { type: 'string' },
    },
  });
  const { PROXIMA_URL = 'http://127.0.0.1:3000', PROXIMA_TOKEN } = process.env;
  const { out, url = PROXIMA_URL, token = PROXIMA_TOKEN } = values;
  if (!out) throw new Error('a file is needed: --out FILE');
  if (!token) throw new Error('a token of a scientist is needed: --token, or PROXIMA_TOKEN');
  const format = exportFormat.safeParse(values.format);
  if (!format.success) throw new Error(`--format must be one of ${exportFormat.options.join(', ')}`);
  const { from, to, reward, rows, pending } = values;
  const asked = { format: format.data, from, to, waitHours: values['wait-hours'], reward, rows, pending };
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(asked)) if (value !== undefined) query.set(name, String(value));
  return {
    out,
    format: format.data,
    url: url.replace(/\/$/, ''),
    token,
    query,
  };
}

async function ask(url: string, token: string): Promise<Response> {
  const reply = await fetch(url, { headers: { authorization: `Bearer ${token}` } }).catch((error: Error) => {
    throw new ExportFailed(`no engine answers at ${new URL(url).origin}: ${error.message}`);
  });
  if (reply.ok) return reply;
  const { code, detail, issues = [] } = (await reply.json().catch(() => ({}))) as Partial<Problem>;
  const faults = issues.map(({ path, message }) => `\n  ${path || '(it)'}: ${message}`).join('');
  throw new ExportFailed(`${code ?? reply.status}: ${detail ?? reply.statusText}${faults}`);
}

async function save(reply: Response, path: string): Promise<{ bytes: number; lines: number }> {
  const counted = { bytes: 0, lines: 0 };
  const counting = new Transform({
    transform(piece: Buffer, _encoding, done) {
      counted.bytes += piece.length;
      for (let at = piece.indexOf(NEW_LINE); at >= 0; at = piece.indexOf(NEW_LINE, at + 1)) counted.lines += 1;
      done(null, piece);
    },
  });
  await pipeline(reply.body!, counting, createWriteStream(path)).catch((error: NodeJS.ErrnoException) => {
    throw new ExportFailed(`the file did not come whole: ${error.message}`);
  });
  return counted;
}

/** As the end of the file tells: one that was cut off has none. */
async function rowsIn(path: string): Promise<number> {
  return Number((await parquetMetadataAsync(await asyncBufferFromFile(path))).num_rows);
}
