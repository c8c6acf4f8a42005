import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkModel, furthest, isToldByExit, type ModelWord, type SampleRow } from './check-model.js';
import type { Say } from './proof.js';
import { repositoryRoot } from './repository.js';
import { runCommand } from './run-command.js';

/** As `test/prove/producers/cases.py` writes it. */
interface MadeCase {
  readonly name: string;
  readonly exporter: string;
  readonly rows: string;
  readonly expected: readonly number[];
  readonly output: string | null;
  readonly code: string | null;
  readonly switch: string | null;
  readonly mended: string | null;
  readonly alone: boolean;
}

interface MadeModels {
  readonly versions: Readonly<Record<string, string>>;
  readonly rows: Readonly<Record<string, readonly SampleRow[]>>;
  readonly cases: readonly MadeCase[];
}

export interface MadeFigure {
  readonly versions: Readonly<Record<string, string>>;
  /** By exporter: how many were accepted, and how many refused with an advice that was followed to an accepted one. */
  readonly accepted: Readonly<Record<string, number>>;
  readonly mended: Readonly<Record<string, number>>;
  readonly furthest: number;
  readonly wrong: readonly string[];
}

export const NEAR = 1e-5;
const PATIENCE_MS = 15 * 60_000;

/** Lets the libraries make their models, and asks the engine's command about each. */
export async function tryMadeModels(folder: string, say: Say): Promise<MadeFigure> {
  const made = await make(folder, say);
  const words = new Map<string, ModelWord>();
  const wrong: string[] = [];
  let far = 0;
  for (const one of made.cases) {
    const ask = { rows: one.alone ? undefined : made.rows[one.rows], output: one.output ?? undefined };
    const word = await checkModel(join(folder, `${one.name}.onnx`), folder, ask);
    words.set(one.name, word);
    const apart = word.scores && one.expected.length > 0 ? furthest(word.scores, one.expected) : 0;
    far = Math.max(far, apart);
    const fault = wrongWith(one, word, apart);
    if (fault) wrong.push(`${one.name}: ${fault}`);
    say(
      `${one.name}: ${word.code ?? 'accepted'}${word.scores ? `, ${apart.toExponential(1)} apart` : ''}${fault ? `  <-- ${fault}` : ''}`,
    );
  }
  const lost = made.cases.filter(({ mended }) => mended !== null && words.get(mended)?.verdict !== 'accepted');
  wrong.push(...lost.map(({ name, mended }) => `${name}: ${mended}, made by its advice, is not accepted`));
  const kept = (isRefused: boolean) => countOf(made.cases.filter(({ code }) => (code !== null) === isRefused));
  return { versions: made.versions, accepted: kept(false), mended: kept(true), furthest: far, wrong };
}

async function make(folder: string, say: Say): Promise<MadeModels> {
  const maker = join(repositoryRoot, 'test', 'prove', 'producers', 'run');
  const manifest = join(repositoryRoot, 'models', 'propensity', '1', 'manifest.json');
  const quiet: string[] = [];
  const { code } = await runCommand(maker, ['--manifest', manifest, '--out', folder], {
    timeoutMs: PATIENCE_MS,
    say: (line) => void quiet.push(line),
  });
  if (code !== 0 || !existsSync(join(folder, 'cases.json'))) {
    for (const line of quiet.slice(-20)) say(line);
    throw new Error(`${maker} ended with code ${code}: the models could not be made`);
  }
  return JSON.parse(readFileSync(join(folder, 'cases.json'), 'utf8')) as MadeModels;
}

function wrongWith(one: MadeCase, word: ModelWord, apart: number): string | undefined {
  if ((word.code ?? null) !== one.code) return `${word.code ?? 'accepted'} in place of ${one.code ?? 'accepted'}`;
  if (!isToldByExit(word)) return `its exit code is ${word.exitCode}`;
  if (one.switch !== null && !word.advice?.includes(one.switch)) return `its advice does not say ${one.switch}`;
  if (one.code === null && !one.alone && !word.scores) return 'no scores';
  return apart > NEAR ? `${apart} from what the library says` : undefined;
}

function countOf(cases: readonly MadeCase[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const { exporter } of cases) counts.set(exporter, (counts.get(exporter) ?? 0) + 1);
  return Object.fromEntries(counts);
}
