import type { CatalogInput } from '../../src/contract/catalog.js';
import type { SeenPush } from '../../src/commands/replay-run.js';

interface FunnelLine {
  offerId: string;
  stage?: string;
  reason?: string;
}

/** What `GET /v1/decisions/{id}` must hold for us. */
export interface ToldDecision {
  funnel?: FunnelLine[];
  /** Why there is none. */
  funnelMissing?: string;
  /** How many candidates each reason dropped, as counted when it was decided. */
  reasons: Record<string, number>;
  changedByCommit: boolean;
  feedback: { type: string }[];
}

const EARTH_RADIUS_METRES = 6_371_008.8;

/** Everything that the record of a push leaves unexplained; empty when it is whole. */
export function findFunnelFaults(told: ToldDecision, seen: SeenPush, catalog: CatalogInput): string[] {
  const faults = told.funnel ? funnelFaults(told.funnel, seen, catalog) : [`no funnel: ${told.funnelMissing}`];
  if (told.funnel && !told.changedByCommit && !isSame(countReasons(told.funnel), told.reasons)) {
    faults.push(`the funnel made again differs from the counts that were recorded: ${JSON.stringify(told.reasons)}`);
  }
  const types = told.feedback.map(({ type }) => type);
  for (const type of seen.accepted ? ['impression', 'accept'] : ['impression']) {
    if (!types.includes(type)) faults.push(`no ${type} in the record`);
  }
  return faults.map((fault) => `${seen.push.decisionId}: ${fault}`);
}

function funnelFaults(funnel: readonly FunnelLine[], { push, fix }: SeenPush, catalog: CatalogInput): string[] {
  const faults: string[] = [];
  const ids = funnel.map(({ offerId }) => offerId);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice) faults.push(`${twice} is in the funnel more than once`);
  for (const { offerId, stage, reason } of funnel) {
    if (!stage) faults.push(`${offerId} has no stage`);
    if (stage !== 'granted' && !reason) faults.push(`${offerId} has no reason`);
  }
  const granted = funnel.filter(({ stage }) => stage === 'granted').map(({ offerId }) => offerId);
  if (granted.join() !== push.offerId) faults.push(`granted is ${granted.join() || 'nothing'}, not what was pushed`);
  // Counted from the catalog and not from the record: what the engine forgot cannot be in what it wrote.
  const missing = offersAround(fix, catalog).filter((id) => !ids.includes(id));
  if (missing.length > 0) faults.push(`offers around the fix are missing: ${missing.slice(0, 3).join(', ')}`);
  return faults;
}

/** The funnel is made again when it is asked for; this tells whether the live decision dropped the same. */
function countReasons(funnel: readonly FunnelLine[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { reason } of funnel) if (reason) counts[reason] = (counts[reason] ?? 0) + 1;
  return counts;
}

function isSame(a: Record<string, number>, b: Record<string, number>): boolean {
  const sorted = (counts: Record<string, number>) => JSON.stringify(Object.entries(counts).sort());
  return sorted(a) === sorted(b);
}

/** Offers whose circle holds the position beyond doubt of rounding. */
function offersAround(fix: { lat: number; lng: number }, { offers }: CatalogInput): string[] {
  return offers.flatMap(({ id, where }) => {
    if (!where?.area || !('circle' in where.area)) return [];
    const { circle } = where.area;
    return distanceMetres(fix, circle) < circle.radiusMetres - 5 ? [id] : [];
  });
}

/** Flat-earth distance, good to a thousandth over a few kilometres. */
function distanceMetres(a: { lat: number; lng: number }, b: { lat: number; lng: number }): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180;
  const east = radians(b.lng - a.lng) * Math.cos(radians((a.lat + b.lat) / 2));
  return EARTH_RADIUS_METRES * Math.hypot(east, radians(b.lat - a.lat));
}
