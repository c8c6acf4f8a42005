import type { NextReport } from '../contract.js';

/**
 * How much battery offers are worth.
 * - continuous: every fix of the source, at most one a second, whatever the engine asks for
 * - responsive: as soon as the engine asks for one, by time or by way, with satellites
 * - efficient: as the engine asks by time, never sooner than a minute, without satellites
 * - auto: as the engine asks, by time or by way, with satellites only while it wants a report soon
 */
export type Preset = 'continuous' | 'responsive' | 'efficient' | 'auto';

const SOON_MS = 15_000;
const CONTINUOUS_MS = 1_000;
const EFFICIENT_MS = 60_000;

export interface Since {
  readonly elapsedMs: number;
  readonly movedMetres: number;
  /** How far off the newer fix may be: less than that is no way. */
  readonly accuracyMetres: number;
}

/** Whether a fix is to be reported, after what the engine asked for with its last ack. */
export function isDue(preset: Preset, asked: NextReport, { elapsedMs, movedMetres, accuracyMetres }: Since): boolean {
  if (preset === 'continuous') return elapsedMs >= CONTINUOUS_MS;
  if (preset === 'efficient') return elapsedMs >= Math.max(asked.afterMs, EFFICIENT_MS);
  return elapsedMs >= asked.afterMs || movedMetres >= Math.max(asked.minMetres, accuracyMetres);
}

/** What the source has to give for it. */
export function wantsHighAccuracy(preset: Preset, asked: NextReport): boolean {
  if (preset === 'auto') return asked.afterMs <= SOON_MS;
  return preset !== 'efficient';
}
