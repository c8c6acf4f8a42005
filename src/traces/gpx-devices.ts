import type { TraceFix } from './trace.js';

interface Span {
  track: number;
  from: number;
  to: number;
}

/**
 * One phone that has recorded several trips is one device, named by the file. Tracks that overlap in time cannot be of one
 * phone: then each is a device of its own, named by file and track. Gives the name of the device by track.
 */
export function deviceNames(
  fileName: string,
  trackNames: readonly (string | undefined)[],
  fixes: readonly { track: number; fix: TraceFix['fix'] }[],
): { names: string[]; overlap: boolean } {
  if (!overlap(spansOf(fixes))) return { names: trackNames.map(() => fileName), overlap: false };
  const used = new Set<string>();
  const names = trackNames.map((name, index) => {
    const wanted = `${fileName}: ${name ?? `track ${index + 1}`}`;
    const free = used.has(wanted) ? `${wanted} (${index + 1})` : wanted;
    used.add(free);
    return free;
  });
  return { names, overlap: true };
}

function spansOf(fixes: readonly { track: number; fix: TraceFix['fix'] }[]): Span[] {
  const spans = new Map<number, Span>();
  for (const { track, fix } of fixes) {
    const span = spans.get(track);
    if (!span) {
      spans.set(track, { track, from: fix.at, to: fix.at });
      continue;
    }
    span.from = Math.min(span.from, fix.at);
    span.to = Math.max(span.to, fix.at);
  }
  return [...spans.values()];
}

/** A track that begins in the moment in which another ends goes on from there. */
function overlap(spans: readonly Span[]): boolean {
  const sorted = [...spans].sort((a, b) => a.from - b.from || a.to - b.to);
  let latestEnd = -Infinity;
  for (const { from, to } of sorted) {
    if (from < latestEnd) return true;
    latestEnd = Math.max(latestEnd, to);
  }
  return false;
}
