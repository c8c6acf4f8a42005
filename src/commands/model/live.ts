import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { MODEL_NAME } from '../../contract/models.js';
import type { ModelRelease } from '../../contract/releases.js';
import { EngineRefusal } from '../engine-calls.js';
import { readStamped } from './read-stamped.js';
import { RegistryClient } from './registry-client.js';

const OPTIONS = {
  url: { type: 'string' },
  token: { type: 'string' },
  manifest: { type: 'string' },
  share: { type: 'string' },
  'ramp-minutes': { type: 'string' },
  override: { type: 'string' },
  reason: { type: 'string' },
  out: { type: 'string' },
  reward: { type: 'string' },
  kind: { type: 'string' },
  'wait-minutes': { type: 'string' },
} as const;

type Options = ReturnType<typeof readOptions>;

/** Each prints its summary as one JSON line last. @returns whether it could do its job. */
type Command = (options: Options) => Promise<boolean>;

export const LIVE_COMMANDS: Readonly<Record<string, Command>> = {
  async upload(options) {
    const path = one(options, 'FILE or FOLDER');
    try {
      const version = await options.client.upload(readStamped(path, options.manifest));
      for (const { verdict, name, message } of version.checks) console.log(`${verdict.padEnd(8)} ${name}: ${message}`);
      console.log(
        JSON.stringify({ verdict: 'accepted', ...version, columns: version.columns.length, checks: undefined }),
      );
      return true;
    } catch (error) {
      if (!(error instanceof EngineRefusal) || error.code !== 'MODEL_REFUSED') throw error;
      return tellRefused(error);
    }
  },
  async versions({ client }) {
    const versions = await client.versions();
    for (const { version, aliases, by, at, p50Us64 } of versions)
      console.log(`${version.padEnd(4)} ${at} by ${by}, ${p50Us64 ?? '-'} µs for 64 rows  ${aliases.join(', ')}`);
    console.log(
      JSON.stringify(versions.map(({ version, fullVersion, aliases }) => ({ version, fullVersion, aliases }))),
    );
    return true;
  },
  async remove(options) {
    return tell(await options.client.remove(one(options, 'VERSION')));
  },
  async alias(options) {
    const [alias, version, ...more] = options.positionals;
    if (alias === undefined) return tell(await options.client.release());
    if (version === undefined || more.length > 0) throw new Error('an ALIAS and a VERSION are needed');
    const { share, rampMinutes, override } = options;
    return tell(await options.client.assign(alias, { version, share, rampMinutes, override }));
  },
  async withdraw(options) {
    return tell(await options.client.withdraw(one(options, 'ALIAS')));
  },
  async promote(options) {
    return tell(await options.client.promote(one(options, 'VERSION'), options.override));
  },
  async rollback({ client, reason }) {
    return tell(await client.rollBack(reason));
  },
  async evaluate(options) {
    const found = await options.client.evaluate(one(options, 'VERSION'), { reward: options.reward });
    console.log(`${found.decisions} decisions of ${found.customers} customers, ${found.leftOut} left out`);
    console.log(
      `logged ${found.logged.toPrecision(3)} a decision; ${Math.round(found.effectiveSampleSize)} count for this version`,
    );
    for (const name of ['dm', 'ips', 'snips', 'dr'] as const) {
      const { value, low, high } = found[name];
      console.log(`${name.padEnd(6)} ${value.toPrecision(3)} (90 %: ${low.toPrecision(3)} to ${high.toPrecision(3)})`);
    }
    for (const warning of found.warnings) console.log(`note   ${warning}`);
    console.log(JSON.stringify(found));
    return true;
  },
  async calibrate(options) {
    const { client, kind, reward, waitMinutes } = options;
    const found = await client.calibrate(one(options, 'VERSION'), { kind, reward, waitMinutes });
    const { version, calibrationOf, outcomes, before, after } = found;
    console.log(`version ${version} is version ${calibrationOf} corrected by ${outcomes} outcomes`);
    console.log(`calibration error ${before.ece.toFixed(4)} before, ${after.ece.toFixed(4)} after`);
    for (const { count, meanScore, rate } of after.bins)
      console.log(`  promised ${meanScore.toFixed(3)}, came true ${rate.toFixed(3)}, of ${count}`);
    console.log(JSON.stringify(found));
    return true;
  },
  async drift(options) {
    const found = await options.client.drift(one(options, 'VERSION'));
    for (const { column, psi, verdict } of found.columns)
      console.log(`${verdict.padEnd(8)} ${column}: ${psi.toFixed(3)}`);
    console.log(JSON.stringify(found));
    return true;
  },
  async history(options) {
    const found = await options.client.history(one(options, 'VERSION'));
    for (const { at, dr, logged } of found.evaluations)
      console.log(
        `${at}  foretold ${dr.value.toPrecision(3)} (${dr.low.toPrecision(3)} to ${dr.high.toPrecision(3)}), logged ${logged.toPrecision(3)}`,
      );
    for (const { trial, ratio, low, high, challenger } of found.trials)
      console.log(
        `${trial}  ${challenger.accepts} of ${challenger.granted} accepted${ratio === undefined ? '' : `, ${ratio.toFixed(2)} times the champion (${low!.toFixed(2)} to ${high!.toFixed(2)})`}`,
      );
    console.log(JSON.stringify(found));
    return true;
  },
  async audit({ client }) {
    const entries = await client.audit();
    for (const { at, by, action, version, alias, share, reason } of entries.toReversed())
      console.log(
        [at, by, action, alias, version && `version ${version}`, share && `${share} %`, reason]
          .filter(Boolean)
          .join('  '),
      );
    console.log(JSON.stringify({ entries: entries.length }));
    return true;
  },
  async export(options) {
    const version = one(options, 'VERSION');
    const folder = options.out ?? join('models', 'propensity', version);
    const [told, file] = await Promise.all([options.client.version(version), options.client.file(version)]);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'model.onnx'), file);
    // As in models/<name>/<version>: it comes in again with `upload`.
    const manifest = { ...told, checks: undefined, aliases: undefined };
    const featureHash = createHash('sha256').update(JSON.stringify(told.columns)).digest('hex');
    writeFileSync(
      join(folder, 'manifest.json'),
      `${JSON.stringify({ ...manifest, name: MODEL_NAME, featureHash }, null, 2)}\n`,
    );
    console.log(JSON.stringify({ version, folder, bytes: file.length }));
    return true;
  },
};

/** @throws Error that says what is wrong with the arguments. */
export function readOptions(args: readonly string[]) {
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: OPTIONS });
  const { PROXIMA_URL: url = 'http://127.0.0.1:3000', PROXIMA_TOKEN: token } = process.env;
  const bearer = values.token ?? token;
  if (!bearer) throw new Error('a token of a scientist is needed: --token, or PROXIMA_TOKEN');
  const { manifest, override, reason, out, reward, kind } = values;
  const client = new RegistryClient((values.url ?? url).replace(/\/$/, ''), bearer);
  const share = numberOf('share', values.share);
  const rampMinutes = numberOf('ramp-minutes', values['ramp-minutes']);
  const waitMinutes = numberOf('wait-minutes', values['wait-minutes']);
  return { client, positionals, manifest, override, reason, out, reward, kind, share, rampMinutes, waitMinutes };
}

function numberOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const number = Number(text.replace(/%$/, ''));
  if (Number.isNaN(number)) throw new Error(`--${name} must be a number, such as 5`);
  return number;
}

function one({ positionals }: Options, name: string): string {
  const [value, ...more] = positionals;
  if (value === undefined || more.length > 0) throw new Error(`one ${name} is needed`);
  return value;
}

function tellRefused({ message, issues }: EngineRefusal): boolean {
  const of = (path: string) => issues.find((issue) => issue.path === path)?.message;
  console.log(message);
  console.log(JSON.stringify({ verdict: 'refused', code: of('code'), advice: of('advice'), inputs: [], outputs: [] }));
  return false;
}

function tell(release: ModelRelease): boolean {
  const { champion, championShare, challengers, shadows } = release;
  console.log(`champion      ${champion} for ${championShare} % of the customers`);
  for (const { alias, version, share, waitsFor, guards = [] } of challengers) {
    console.log(`${alias.padEnd(13)} ${version} for ${share} % of the customers`);
    if (waitsFor !== undefined) console.log(`              waits to grow: ${waitsFor}`);
    for (const { guard, eValue, limit, told } of guards)
      console.log(`              ${guard}: ${told} (evidence ${eValue.toPrecision(2)} of ${limit.toPrecision(2)})`);
  }
  for (const { alias, version, report } of shadows) {
    console.log(`${alias.padEnd(13)} ${version}`);
    if (report && report.decisions > 0) console.log(`              ${shadowWords(report)}`);
  }
  console.log(JSON.stringify(release));
  return true;
}

type Report = NonNullable<ModelRelease['shadows'][number]['report']>;

function shadowWords({ decisions, sameWinner, rankAgreement, scoreDifference, p50Ms, p99Ms, faults }: Report): string {
  const percent = (share: number | null) => (share === null ? '-' : `${(100 * share).toFixed(1)} %`);
  const number = (value: number | null, digits: number) => (value === null ? '-' : value.toFixed(digits));
  return (
    `${decisions} decisions: the same winner in ${percent(sameWinner)}, rank agreement ${number(rankAgreement, 2)}, ` +
    `scores differ by ${number(scoreDifference, 3)}, ${number(p50Ms, 2)} ms (p99 ${number(p99Ms, 2)}), ${faults} faults`
  );
}
