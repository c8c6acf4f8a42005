import type { Situation } from '../types/decision.js';
import { fingerprint } from '../types/fingerprint.js';
import type { Gate } from '../types/fix.js';
import type { ReasonCode } from '../types/reason.js';

/** What a silent decision saw. `cell` is finer than the record's, for it lives and dies with the trail. */
export function closeGate(
  situation: Situation,
  cell: string,
  revision: string,
  now: number,
  silence: ReasonCode,
): Gate {
  return { at: now, cell, moment: situation.moment.name, reach: reachOf(situation), revision, silence };
}

/**
 * Whether a report can change nothing: the last decision ended in silence, and all that it looked at is the same. It is
 * then counted under that same reason, not decided again. After a push the gate is open, for the push changed the state.
 */
export function isUnchanged(
  gate: Gate | undefined,
  situation: Situation,
  cell: string,
  revision: string,
  now: number,
  maxAgeMs: number,
): boolean {
  return (
    gate !== undefined &&
    now - gate.at < maxAgeMs &&
    gate.cell === cell &&
    gate.moment === situation.moment.name &&
    gate.reach === reachOf(situation) &&
    gate.revision === revision
  );
}

/** Where the customer is and what holds there. Offers count by whether they are within their areas, not by the way to them. */
function reachOf({ zones, sightings }: Situation): number {
  const here = zones.filter(({ change }) => change !== 'leave').map(({ id }) => id);
  const inside = sightings.filter((sighting) => sighting.inside).map(({ ordinal }) => ordinal);
  return fingerprint(`${here.join(' ')} ${inside.sort((a, b) => a - b).join(' ')}`);
}
