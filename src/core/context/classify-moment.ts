import type { Activity, Movement } from '../types/fix.js';
import type { Moment, MomentName } from '../types/moment.js';
import type { Policy } from '../types/policy.js';

export interface MomentSigns {
  readonly movement: Movement;
  readonly activity?: Activity;
  /** Categories of the zones that the customer is in; `undefined` stands for a zone without one. */
  readonly zoneCategories: readonly (string | undefined)[];
  /** Whether a place with an offer is right here: the nearest distance band. */
  readonly atPlace: boolean;
}

/** How well one rule fits, 0 to 1. */
type Rule = (signs: Signs) => number;

interface Signs {
  readonly movement: Movement;
  readonly activity?: Activity;
  readonly atPlace: boolean;
  readonly speed?: number;
  /** In a zone of a kind where people wait. */
  readonly atStop: boolean;
}

const MINUTE_MS = 60_000;

/** Rules of thumb, each judged for itself; the best one speaks if it is sure enough. */
const RULES: Readonly<Record<Exclude<MomentName, 'unknown'>, Rule>> = {
  commuting: ({ speed, activity }) => {
    if (activity === 'vehicle') return (speed ?? 6) > 3 ? 0.95 : 0.6;
    if (speed === undefined || activity === 'cycling' || activity === 'running') return 0;
    return speed > 7 ? 0.9 : speed > 4.5 ? 0.7 : 0;
  },
  waiting: ({ atStop, movement, speed, activity }) => {
    if (!atStop || isOnFoot(activity) || (speed ?? 0) > 0.6 || movement.dwellMs > 25 * MINUTE_MS) return 0;
    if (movement.dwellMs >= 90_000) return 0.9;
    return movement.dwellMs >= 30_000 ? 0.75 : 0;
  },
  queueing: ({ atPlace, atStop, movement, speed }) => {
    if (!atPlace || atStop || (speed ?? 0) > 0.6) return 0;
    return movement.dwellMs >= 45_000 && movement.dwellMs < 6 * MINUTE_MS ? 0.65 : 0;
  },
  dwelling: ({ movement, speed, atStop }) => {
    if ((speed ?? 0) > 0.8 || (atStop && movement.dwellMs <= 25 * MINUTE_MS)) return 0;
    return movement.dwellMs >= 6 * MINUTE_MS ? 0.85 : movement.dwellMs >= 3 * MINUTE_MS ? 0.6 : 0;
  },
  passing: ({ speed, activity, movement }) => {
    if (speed === undefined || speed < 1 || speed > 2.6 || activity === 'vehicle') return 0;
    return movement.headingDeg === undefined ? 0.5 : activity === 'walking' ? 0.85 : 0.75;
  },
  strolling: ({ speed, activity }) => {
    if (speed === undefined || speed < 0.35 || speed >= 1 || activity === 'vehicle') return 0;
    return activity === 'walking' ? 0.7 : 0.6;
  },
};

const RULES_IN_ORDER = Object.entries(RULES) as [MomentName, Rule][];

function isOnFoot(activity: Activity | undefined): boolean {
  return activity === 'walking' || activity === 'running';
}

/** The micro-moment by rule, or `unknown` when no rule reaches the confidence that the policy asks for. */
export function classifyMoment(signs: MomentSigns, policy: Policy['moments']): Moment {
  const atStop = signs.zoneCategories.some(
    (category) => category !== undefined && policy.stopCategories.includes(category),
  );
  const { movement, activity, atPlace } = signs;
  const view: Signs = { movement, activity, atPlace, speed: movement.speedMps, atStop };
  let name: MomentName = 'unknown';
  let confidence = 0;
  for (const [candidate, rule] of RULES_IN_ORDER) {
    const fit = rule(view);
    if (fit > confidence) [name, confidence] = [candidate, fit];
  }
  if (confidence < policy.minConfidence) name = 'unknown';
  return { name, confidence, lengthSeconds: policy.lengthSeconds[name] };
}
