import type { ModelVersionAnswer } from '../contract/models.js';
import type { ModelRelease } from '../contract/releases.js';
import type { GuardReading } from '../core/rollout/guardrails.js';
import { championShare, shareOf, type Release } from '../core/rollout/release.js';
import { summariseShadow } from '../core/rollout/shadow-report.js';
import { fullVersionOf, type Manifest } from '../scoring/manifest.js';
import type { StoredVersion } from './registry.repository.js';

/** What was counted, by alias. */
export interface ReleaseCounts {
  readonly guards: ReadonlyMap<string, readonly GuardReading[]>;
  readonly waits: ReadonlyMap<string, string | undefined>;
  readonly shadows: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

export function tellRelease(name: string, release: Release, { guards, waits, shadows }: ReleaseCounts): ModelRelease {
  const { revision, champion, previous } = release;
  return {
    name,
    revision,
    champion,
    championShare: rounded(championShare(release)),
    previous: [...previous],
    challengers: release.challengers.map((challenger) => ({
      alias: challenger.alias,
      version: challenger.version,
      share: rounded(shareOf(challenger)),
      since: timeOf(challenger.since),
      rampMinutes: challenger.rampMinutes,
      waitsFor: waits.get(challenger.alias),
      guards: guards.get(challenger.alias)?.map(({ guard, eValue, limit, told }) => ({ guard, eValue, limit, told })),
    })),
    shadows: release.shadows.map(({ alias, version, since }) => ({
      alias,
      version,
      since: timeOf(since),
      report: summariseShadow(shadows.get(alias) ?? new Map<string, number>()),
    })),
  };
}

export function tellVersion(stored: StoredVersion, release: Release): ModelVersionAnswer {
  const { manifest, checks, by, at, bytes, producer, p50Us64, p99Us64, about, calibrationOf } = stored;
  return {
    ...tellManifest(manifest),
    calibrationOf,
    producer,
    bytes,
    p50Us64,
    p99Us64,
    checks: [...checks],
    by,
    at,
    about,
    aliases: aliasesOf(manifest.version, release),
  };
}

/** The version that came with the engine: nobody has uploaded it. */
export function tellShipped(manifest: Manifest, release: Release): ModelVersionAnswer {
  return {
    ...tellManifest(manifest),
    checks: [],
    by: 'shipped',
    at: timeOf(0),
    aliases: aliasesOf(manifest.version, release),
  };
}

function tellManifest(manifest: Manifest) {
  const { version, modelSha256, input, output, outputColumn, batch, columns, categories, basePrior } = manifest;
  return {
    version,
    fullVersion: fullVersionOf(manifest),
    modelSha256,
    input,
    output,
    outputColumn,
    batch,
    columns,
    categories,
    basePrior,
    calibration: manifest.calibration,
  };
}

function aliasesOf(version: string, { champion, challengers, shadows }: Release): string[] {
  const others = [...challengers, ...shadows].filter((one) => one.version === version).map(({ alias }) => alias);
  return champion === version ? ['champion', ...others] : others;
}

function timeOf(at: number): string {
  return new Date(at).toISOString();
}

function rounded(percent: number): number {
  return Number(percent.toFixed(2));
}
