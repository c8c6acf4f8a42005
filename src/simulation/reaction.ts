// What somebody does with an offer: decided by a taste and an appeal that the engine cannot see, by the way there, and by
// chance.
import type { OfferPush } from '../contract/decision.js';
import type { LegKind } from './journey.js';
import type { Random } from './random.js';

export type Reaction =
  | { readonly type: 'overlooked' }
  | { readonly type: 'ignored'; readonly seenAfterMs: number }
  | { readonly type: 'accepted'; readonly seenAfterMs: number; readonly afterMs: number; readonly goesThere: boolean }
  | {
      readonly type: 'dismissed';
      readonly seenAfterMs: number;
      readonly afterMs: number;
      readonly reason: 'not-interested' | 'not-here' | 'not-now';
    };

/** Hands and eyes are free in a queue; on foot the phone stays in the pocket more often. */
const SEEN: Readonly<Record<LegKind, number>> = {
  wait: 0.92,
  queue: 0.9,
  dwell: 0.85,
  ride: 0.85,
  stroll: 0.75,
  walk: 0.65,
  sleep: 0,
};
const FAR_METRES = 350;
/** What holds everywhere is as tempting as a shop this far away. */
const NO_PLACE_METRES = 150;
/** Nothing tempts everybody. */
const MOST_ACCEPTANCE = 0.95;

export interface Temptation {
  /** 0 to 1. */
  readonly taste: number;
  /** Of the offer among its like; around 1. */
  readonly appeal: number;
  /** To the shop; absent for offers without a place. */
  readonly metres?: number;
  readonly leg: LegKind;
  readonly attentionSeconds: OfferPush['attentionSeconds'];
}

/** The chance that somebody notices what the phone shows. */
export function noticeOf(leg: LegKind): number {
  return SEEN[leg];
}

/** The chance that somebody who has noticed an offer accepts it. */
export function acceptanceOf({
  taste,
  appeal,
  metres = NO_PLACE_METRES,
}: Omit<Temptation, 'leg' | 'attentionSeconds'>): number {
  return Math.min(MOST_ACCEPTANCE, 0.75 * taste * appeal * Math.exp(-metres / 500));
}

export function reactTo(temptation: Temptation, random: Random): Reaction {
  const { taste, metres, leg, attentionSeconds } = temptation;
  if (!random.chance(noticeOf(leg))) return { type: 'overlooked' };
  const seenAfterMs = Math.round(random.between(1_000, 4_000));
  const afterMs = Math.round(seenAfterMs + attentionSeconds * 1000 * random.between(0.6, 1.2));
  if (random.chance(acceptanceOf(temptation))) {
    return { type: 'accepted', seenAfterMs, afterMs, goesThere: leg !== 'ride' && random.chance(0.75) };
  }
  if (!random.chance(0.35)) return { type: 'ignored', seenAfterMs };
  const reason = taste < 0.25 ? 'not-interested' : (metres ?? NO_PLACE_METRES) > FAR_METRES ? 'not-here' : 'not-now';
  return { type: 'dismissed', seenAfterMs, afterMs, reason };
}
