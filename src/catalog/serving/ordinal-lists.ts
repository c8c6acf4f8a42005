import type { OrdinalLists } from './catalog-parts.js';
import { numberColumn } from './columns.js';

/** The offers that promise most first; those that promise the same in their order. */
export function bestFirst(offers: Uint32Array, promise: Float64Array): Uint32Array {
  const sorted = numberColumn(offers.length);
  sorted.set(offers);
  return sorted.sort((a, b) => promise[b]! - promise[a]! || a - b);
}

/** `ordinals` in as many lists as there are groups; `groups` tells that of each. Within a list their order stays. */
export function listBy(ordinals: Uint32Array, groups: Uint32Array, count: number): OrdinalLists {
  const starts = numberColumn(count + 1);
  for (const group of groups) starts[group + 1]! += 1;
  for (let group = 0; group < count; group += 1) starts[group + 1]! += starts[group]!;
  const next = starts.slice();
  const listed = numberColumn(ordinals.length);
  for (let i = 0; i < ordinals.length; i += 1) {
    const group = groups[i]!;
    listed[next[group]!] = ordinals[i]!;
    next[group]! += 1;
  }
  return { starts, ordinals: listed };
}
