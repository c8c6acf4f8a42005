import type { Moment, MomentName } from '../types/moment.js';

/** When the phone should report next. A standing customer needs few fixes, one who walks past shops needs them soon. */
const AFTER_MS: Readonly<Record<MomentName, number>> = {
  passing: 10_000,
  strolling: 15_000,
  queueing: 20_000,
  unknown: 20_000,
  waiting: 30_000,
  commuting: 30_000,
  dwelling: 90_000,
};

const MIN_METRES: Readonly<Record<MomentName, number>> = {
  passing: 25,
  strolling: 25,
  queueing: 25,
  unknown: 40,
  waiting: 40,
  dwelling: 60,
  commuting: 250,
};

export function planNextReport({ name }: Moment): { afterMs: number; minMetres: number; why: string } {
  return { afterMs: AFTER_MS[name], minMetres: MIN_METRES[name], why: name };
}

/** Without consent there is nothing to report for: the phone may rest until that changes. */
export const NO_CONSENT_REPORT = { afterMs: 3_600_000, minMetres: 100_000, why: 'CONSENT_MISSING' };
