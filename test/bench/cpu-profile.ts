import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

interface ProfileNode {
  id: number;
  callFrame: { functionName: string; url: string; lineNumber: number };
}

interface CpuProfile {
  nodes: ProfileNode[];
  samples: number[];
  timeDeltas: number[];
}

export interface HotFunction {
  name: string;
  place: string;
  selfMs: number;
  /** Of the time in which the process did anything. */
  share: number;
}

const IDLE = new Set(['(idle)', '(program)', '(root)']);

/** The functions that took most time themselves, without what they called. */
export function hottestFunctions(path: string, count: number): HotFunction[] {
  const { nodes, samples, timeDeltas } = JSON.parse(readFileSync(path, 'utf8')) as CpuProfile;
  const byId = new Map(nodes.map((node) => [node.id, node.callFrame]));
  const selfUs = new Map<string, { name: string; place: string; us: number }>();
  let busyUs = 0;
  samples.forEach((id, index) => {
    const frame = byId.get(id);
    const us = timeDeltas[index] ?? 0;
    if (!frame || IDLE.has(frame.functionName)) return;
    busyUs += us;
    const name = frame.functionName || '(anonymous)';
    const place = placeOf(frame);
    const key = `${name} ${place}`;
    const known = selfUs.get(key) ?? { name, place, us: 0 };
    known.us += us;
    selfUs.set(key, known);
  });
  return [...selfUs.values()]
    .sort((a, b) => b.us - a.us)
    .slice(0, count)
    .map(({ name, place, us }) => ({ name, place, selfMs: us / 1000, share: us / busyUs }));
}

function placeOf({ url, lineNumber }: ProfileNode['callFrame']): string {
  if (!url) return '(native)';
  if (!url.startsWith('file:')) return `${url}:${lineNumber + 1}`;
  const path = fileURLToPath(url).replace(`${process.cwd()}/`, '');
  return `${path}:${lineNumber + 1}`;
}
