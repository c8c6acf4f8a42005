import { Halt } from './halt.js';
import type { ProbedValue, ProbeReport } from './probe-report.js';

/** What a run answers, by output. */
export type Answers = Record<string, { readonly data: ArrayLike<number | bigint> }>;

/** The one output of floats that has a number a row, or two of which the second is "yes". */
export function findProbability(
  answers: Answers,
  outputs: readonly ProbedValue[],
  rows: number,
  wanted: string | undefined,
): NonNullable<ProbeReport['probability']> {
  const floats = outputs.filter(({ type }) => type === 'float32' || type === 'float64').map(({ name }) => name);
  const [name, index] = floats.includes(wanted ?? '') ? [wanted] : classOf(wanted);
  if (name !== undefined && !floats.includes(name))
    throw new Halt('OUTPUT_NOT_FOUND', `there is no output "${name}" of floats, but ${floats.join(', ') || 'none'}`);
  if (name === undefined && floats.length !== 1)
    throw new Halt(
      floats.length === 0 ? 'OUTPUT_NOT_FOUND' : 'OUTPUT_CHOICE',
      floats.length === 0 ? 'no output is of floats' : `several outputs are of floats: ${floats.join(', ')}`,
    );
  const output = name ?? floats[0]!;
  const values = answers[output]!.data.length;
  const columns = values / rows;
  if (!Number.isInteger(columns) || columns === 0)
    throw new Halt('FIXED_BATCH', `"${output}" has ${values} values for ${rows} rows`);
  const column = index === undefined ? Math.min(1, columns - 1) : Number(index);
  if (index === undefined && columns > 2)
    throw new Halt('OUTPUT_CLASSES', `"${output}" has ${columns} classes, and one of them is to be the probability`);
  if (!(column < columns))
    throw new Halt('OUTPUT_NOT_FOUND', `"${output}" has ${columns} columns, and no column ${index}`);
  return { output, column };
}

/** `NAME[INDEX]`: one class of an output. A name may itself have brackets. */
function classOf(wanted = ''): readonly [string?, string?] {
  const [, name, index] = /^(.*)\[(\d+)\]$/s.exec(wanted) ?? [];
  return name === undefined ? [wanted || undefined] : [name, index];
}

export function columnOf({ data }: Answers[string], rows: number, column: number): number[] {
  const columns = data.length / rows;
  return Array.from({ length: rows }, (_, row) => Number(data[row * columns + column]));
}

/** Forests add up their votes as floats of 32 bits: a sure thing may come out as 1.0000004. */
const ROUNDING = 1e-5;

/** What such a score stands for. */
export function asChance(score: number): number {
  return Math.min(1, Math.max(0, score));
}

/** @throws Halt where a score is none, or another one the second time. */
export function checkScores(scores: readonly number[], again: readonly number[]): void {
  const bad = scores.find((score) => !Number.isFinite(score));
  if (bad !== undefined) throw new Halt('NOT_FINITE', `a row gets ${bad}`);
  const beyond = scores.find((score) => score < -ROUNDING || score > 1 + ROUNDING);
  if (beyond !== undefined) throw new Halt('NOT_A_PROBABILITY', `a row gets ${beyond}`);
  if (scores.some((score, i) => score !== again[i]))
    throw new Halt('NOT_DETERMINISTIC', 'the same rows get other answers when they are asked again');
}

/** Kernels add up in another order for other numbers of rows: so far apart may the same score be. */
const NEAR = 1e-5;

/** @throws Halt where a row gets another score when other rows are asked with it: nobody could say what it is worth. */
export function checkCompany(scores: readonly number[], fewer: readonly number[]): void {
  if (scores.some((score, i) => Math.abs(score - fewer[i]!) > NEAR))
    throw new Halt('NOT_DETERMINISTIC', 'a row gets another answer when other rows are asked along with it');
}
