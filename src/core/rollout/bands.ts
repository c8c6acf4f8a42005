import { BUCKETS } from './bucket.js';

/** Buckets from `from` to before `to`. */
export type Band = readonly [from: number, to: number];

export function widthOf(bands: readonly Band[]): number {
  return bands.reduce((sum, [from, to]) => sum + to - from, 0);
}

export function holds(bands: readonly Band[], bucket: number): boolean {
  for (const [from, to] of bands) if (bucket >= from && bucket < to) return true;
  return false;
}

/**
 * The bands of somebody who is to have `width` buckets: of their own as many as they may keep, from the lowest on, and
 * beyond these the lowest that nobody has. Who was in stays in while a share grows, and nobody else moves.
 * @returns nothing when there is not so much room.
 */
export function allot(own: readonly Band[], others: readonly Band[], width: number): readonly Band[] | undefined {
  const kept = cut(own, width);
  const missing = width - widthOf(kept);
  if (missing === 0) return kept;
  const free = cut(gapsBetween([...kept, ...others]), missing);
  return widthOf(free) < missing ? undefined : join([...kept, ...free]);
}

/** The first so many buckets of these. */
function cut(bands: readonly Band[], width: number): Band[] {
  const kept: Band[] = [];
  let left = width;
  for (const [from, to] of sorted(bands)) {
    if (left <= 0) break;
    const end = Math.min(to, from + left);
    kept.push([from, end]);
    left -= end - from;
  }
  return kept;
}

function gapsBetween(taken: readonly Band[]): Band[] {
  const gaps: Band[] = [];
  let at = 0;
  for (const [from, to] of sorted(taken)) {
    if (from > at) gaps.push([at, from]);
    at = Math.max(at, to);
  }
  if (at < BUCKETS) gaps.push([at, BUCKETS]);
  return gaps;
}

function join(bands: readonly Band[]): Band[] {
  const joined: Band[] = [];
  for (const [from, to] of sorted(bands)) {
    const last = joined.at(-1);
    if (last && last[1] === from) joined[joined.length - 1] = [last[0], to];
    else joined.push([from, to]);
  }
  return joined;
}

function sorted(bands: readonly Band[]): Band[] {
  return [...bands].sort((a, b) => a[0] - b[0]);
}
