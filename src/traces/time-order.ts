import type { TraceFix } from './trace.js';

/**
 * All phones in one line of time. Fixes of one moment keep their order in the file, which makes the sort stable for
 * each phone and the same on every run.
 */
export function inTimeOrder(fixes: readonly TraceFix[]): TraceFix[] {
  return [...fixes].sort((a, b) => a.fix.at - b.fix.at || a.line - b.line);
}
