import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Bait } from './bait.js';
import type { CraftedModel } from './crafted.js';
import { readCalls, straceOf, type Calls } from './system-calls.js';

interface Word {
  readonly name: string;
  readonly ms: number;
  readonly verdict?: 'accepted' | 'refused';
  readonly code?: string;
  readonly isAdvised?: boolean;
  readonly isProbed?: boolean;
  readonly thrown?: string;
}

export interface WatchedFigure {
  readonly crafted: number;
  readonly mutated: number;
  readonly probed: number;
  readonly byCode: Readonly<Record<string, number>>;
  readonly slowestMs: number;
  readonly wrong: readonly string[];
  readonly calls: Calls;
}

const CODE = /^[A-Z]+(_[A-Z]+)*$/;

/** Has all of the crafted files and as many of the others as there is time for looked at, probe and all, under strace. */
export async function inspectWatched(
  crafted: readonly CraftedModel[],
  mutated: readonly Buffer[],
  bait: Bait,
  forMs: number,
): Promise<WatchedFigure> {
  const models = new Map(crafted.map((model, i) => [`crafted-${i}.onnx`, model]));
  const files = [
    ...[...models].map(([name, { bytes }]) => ({ name, bytes })),
    ...mutated.map((bytes, i) => ({ name: `mutated-${i}.onnx`, bytes })),
  ];
  for (const { name, bytes } of files) writeFileSync(join(bait.workFolder, name), bytes);
  const list = join(bait.workFolder, 'list');
  writeFileSync(list, files.map(({ name }) => join(bait.workFolder, name)).join('\n'));
  const output = join(bait.workFolder, 'calls');
  const words = await run([bait.seen, list, String(Date.now() + forMs)], output, bait.workFolder);
  const wrong = words.flatMap((word) => wrongWith(word, models.get(word.name)));
  const left = [...models.keys()].filter((name) => !words.some((word) => word.name === name));
  wrong.push(...left.map((name) => `${models.get(name)!.name}: not looked at`));
  const byCode = new Map<string, number>();
  for (const { code = 'ACCEPTED' } of words) byCode.set(code, (byCode.get(code) ?? 0) + 1);
  return {
    crafted: models.size,
    mutated: words.length - (models.size - left.length),
    probed: words.filter(({ isProbed }) => isProbed).length,
    byCode: Object.fromEntries(byCode),
    slowestMs: Math.max(...words.map(({ ms }) => ms)),
    wrong: wrong.slice(0, 20),
    calls: await readCalls(output, bait),
  };
}

/** Typed, with advice, and of a crafted one for the right reason. */
function wrongWith({ name, verdict, code, isAdvised, thrown }: Word, model: CraftedModel | undefined): string[] {
  const what = model?.name ?? name;
  if (thrown !== undefined) return [`${what}: thrown ${thrown}`];
  if (verdict === 'refused' && !(CODE.test(code ?? '') && isAdvised))
    return [`${what}: refused with ${code} and no advice`];
  if (model && model.codes.length > 0 && !model.codes.includes(code ?? '')) return [`${what}: ${code ?? 'accepted'}`];
  return [];
}

async function run(args: readonly string[], output: string, cwd: string): Promise<Word[]> {
  const entry = fileURLToPath(new URL('./inspect-all.entry.js', import.meta.url));
  const child = spawn('strace', straceOf(output, [process.execPath, entry, ...args]), {
    cwd,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const words: Word[] = [];
  createInterface(child.stdout).on('line', (line) => void words.push(JSON.parse(line) as Word));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`the process that looked at the files ended with ${code}`);
  return words;
}
