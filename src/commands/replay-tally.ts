import { build } from 'hdr-histogram-js';
import type { PositionAck } from '../contract/position.js';

export interface ReplaySummary {
  devices: number;
  fixes: number;
  decisions: number;
  /** Pushes that arrived, each delivery once. */
  offers: number;
  silences: Record<string, number>;
  errors: number;
  /** From the report to its ack, as the phone sees it. */
  p50Ms: number;
  p99Ms: number;
  /** Of those that got any. */
  offersByDevice: Record<string, number>;
  devicesWithoutOffer: number;
  errorsByCode: Record<string, number>;
  impressions: number;
  accepts: number;
  /** Times that the engine asked to wait; the fix was sent again. */
  retries: number;
  /** Time from the first to the last fix. */
  recordedSeconds: number;
  tookSeconds: number;
}

/** Counts what came of each report. */
export interface Tally {
  acked(ack: PositionAck, latencyMs: number): void;
  pushed(device: string): void;
  fed(type: 'impression' | 'accept'): void;
  failed(code: string): void;
  retried(): void;
  /** Latest figures for a line of progress. */
  brief(): { acked: number; offers: number; errors: number };
  summary(): Omit<ReplaySummary, 'devices' | 'fixes' | 'devicesWithoutOffer' | 'recordedSeconds' | 'tookSeconds'>;
}

export function newTally(): Tally {
  const latencyUs = build({
    lowestDiscernibleValue: 1,
    highestTrackableValue: 60_000_000,
    numberOfSignificantValueDigits: 3,
  });
  const silences: Record<string, number> = {};
  const errorsByCode: Record<string, number> = {};
  const offersByDevice: Record<string, number> = {};
  const fed = { impression: 0, accept: 0 };
  let acked = 0;
  let decisions = 0;
  let offers = 0;
  let errors = 0;
  let retries = 0;
  return {
    acked({ outcome }, latencyMs) {
      acked += 1;
      latencyUs.recordValue(Math.max(1, Math.round(latencyMs * 1000)));
      if (outcome.decisionId !== undefined) decisions += 1;
      if (outcome.silence !== undefined) silences[outcome.silence] = (silences[outcome.silence] ?? 0) + 1;
    },
    pushed(device) {
      offers += 1;
      offersByDevice[device] = (offersByDevice[device] ?? 0) + 1;
    },
    fed: (type) => void (fed[type] += 1),
    failed(code) {
      errors += 1;
      errorsByCode[code] = (errorsByCode[code] ?? 0) + 1;
    },
    retried: () => void (retries += 1),
    brief: () => ({ acked, offers, errors }),
    summary: () => ({
      decisions,
      offers,
      silences,
      errors,
      p50Ms: latencyUs.getValueAtPercentile(50) / 1000,
      p99Ms: latencyUs.getValueAtPercentile(99) / 1000,
      offersByDevice,
      errorsByCode,
      impressions: fed.impression,
      accepts: fed.accept,
      retries,
    }),
  };
}
