import '../no-telemetry.js';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { SESSION_OPTIONS } from '../session-options.js';
import { Halt } from './halt.js';
import { asChance, checkCompany, checkScores, columnOf, findProbability, type Answers } from './judge-answers.js';
import type { ProbedValue, ProbeReport, ProbeTask } from './probe-report.js';

const ROWS = 64;
/** As many as a decision may ever ask for. */
const MOST_ROWS = 1_000;
/** As many as a manifest may name. */
const MOST_COLUMNS = 1_000;
/** These are asked once more without the rows before them; no multiple of any batch but of its own. */
const COMPANY = 43;
const TIMED_RUNS = 100;
/** Who is slow is known for it after some of them, and who is so many times too slow after one: not ended by the clock. */
const MUCH_TOO_SLOW = 8;
const FEWEST_RUNS = 5;
const MOST_TIMING_MS = 1_000;
/** A run over 64 rows that takes longer than this is of no use to anybody who waits for an offer. */
const SLOWEST_US = 25_000;

/** Loads a model and finds out whether it can serve. Runs in a process of its own: what it is given may do anything. */
export async function probeModel(task: ProbeTask): Promise<ProbeReport> {
  const report: { -readonly [Part in keyof ProbeReport]: ProbeReport[Part] } = { inputs: [], outputs: [] };
  try {
    const session = await load(task.bytes);
    report.inputs = session.inputMetadata.map(valueOf);
    report.outputs = session.outputMetadata.map(valueOf);
    const width = widthOf(report.inputs, task);
    const rows = rowsFor(task, width);
    const batch = await findBatch(session, rows, width);
    if (batch !== undefined) report.batch = batch;
    const run = runnerOf(session, width, batch);
    const answers = await run(rows);
    report.probability = findProbability(answers, report.outputs, rows.length, task.output);
    const { output, column } = report.probability;
    const read = async (given: readonly Row[]) => columnOf((await run(given))[output]!, given.length, column);
    const scores = await read(rows);
    const startedMs = performance.now();
    checkScores(scores, await read(rows));
    checkPace((((performance.now() - startedMs) * ROWS) / rows.length) * 1000, MUCH_TOO_SLOW * SLOWEST_US);
    checkCompany(scores.slice(COMPANY, ROWS), await read(rows.slice(COMPANY, ROWS)));
    if (task.sample.length > 0) report.scores = scores.slice(0, task.sample.length).map(asChance);
    report.takesMissing = await takesMissing(read, rows);
    Object.assign(report, await timesOf(() => run(rows.slice(0, ROWS))));
    checkPace(report.p50Us64!, SLOWEST_US);
    // What it takes for them may grow faster than they do: it has to be seen here, not in the engine.
    await run(Array.from({ length: MOST_ROWS }, (_, i) => rows[i % rows.length]!));
  } catch (error) {
    if (!(error instanceof Halt)) throw error;
    report.fault = { code: error.code, message: error.message };
  }
  return report;
}

type Row = readonly number[];
type Run = (rows: readonly Row[]) => Promise<Answers>;

async function load(bytes: Uint8Array): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(bytes, SESSION_OPTIONS);
  } catch (error) {
    throw new Halt('NOT_LOADABLE', (error as Error).message);
  }
}

function valueOf(value: InferenceSession.ValueMetadata): ProbedValue {
  if (!value.isTensor) return { name: value.name, type: 'no tensor', shape: [] };
  return { name: value.name, type: value.type, shape: value.shape };
}

/** One matrix of numbers: a row an offer, a column a feature. */
function widthOf(inputs: readonly ProbedValue[], { sample, width }: ProbeTask): number {
  const [input] = inputs;
  if (inputs.length !== 1 || !input)
    throw new Halt(
      'INPUT_COUNT',
      `the model has ${inputs.length} inputs: ${inputs.map(({ name }) => name).join(', ')}`,
    );
  if (input.type !== 'float32') throw new Halt('INPUT_TYPE', `the input "${input.name}" is of ${input.type}`);
  if (input.shape.length !== 2)
    throw new Halt(
      'INPUT_SHAPE',
      `the input "${input.name}" has ${input.shape.length} dimensions in place of rows and columns`,
    );
  const told = input.shape[1];
  const known = typeof told === 'number' && told > 0 ? told : undefined;
  const given = width ?? sample[0]?.length;
  if (known === undefined && given === undefined)
    throw new Halt('SAMPLE_NEEDED', `the file does not say how many columns "${input.name}" has`);
  const columns = known ?? given!;
  if (columns > MOST_COLUMNS)
    throw new Halt('INPUT_SHAPE', `"${input.name}" has ${columns} columns, and ${MOST_COLUMNS} are the most`);
  const wrong = sample.find((row) => row.length !== columns);
  if (wrong || (width !== undefined && width !== columns))
    throw new Halt(
      'SAMPLE_WIDTH',
      `"${input.name}" has ${columns} columns, and what came with it ${wrong?.length ?? width}`,
    );
  return columns;
}

/** The sample over and over, or numbers of several sizes; at least 64 rows. */
function rowsFor({ sample }: ProbeTask, width: number): readonly Row[] {
  if (sample.length >= ROWS) return sample;
  if (sample.length > 0) return Array.from({ length: ROWS }, (_, i) => sample[i % sample.length]!);
  return Array.from({ length: ROWS }, (_, i) =>
    Array.from({ length: width }, (_column, j) => (((i * 31 + j * 17) % 29) - 4) * (i % 3 === 0 ? 0.1 : 1)),
  );
}

/** How many rows the model takes at once, and no others; nothing where it takes as many as one likes. */
async function findBatch(session: InferenceSession, rows: readonly Row[], width: number): Promise<number | undefined> {
  const told = session.inputMetadata[0] as { shape?: readonly (number | string)[] };
  const first = told.shape?.[0];
  const fixed = typeof first === 'number' && first > 0 ? first : undefined;
  if (fixed !== undefined && fixed > ROWS)
    throw new Halt('FIXED_BATCH', `the model takes ${fixed} rows at once and no others`);
  let failure = '';
  for (const count of fixed === undefined ? [ROWS, 1] : [fixed]) {
    const answers = await runOnce(session, rows.slice(0, count), width).catch((error: Error) => error);
    if (!(answers instanceof Error)) return count === ROWS ? fixed : count;
    failure = answers.message;
  }
  throw new Halt('RUN_FAILED', failure);
}

/** In turns of the batch; the last turn is filled up with its last row. */
function runnerOf(session: InferenceSession, width: number, batch: number | undefined): Run {
  return async (rows) => {
    const size = batch ?? rows.length;
    const parts: Answers[] = [];
    for (let first = 0; first < rows.length; first += size) {
      const few = rows.slice(first, first + size);
      while (few.length < size) few.push(few.at(-1)!);
      parts.push(
        await runOnce(session, few, width).catch((error: Error) => {
          throw new Halt('RUN_FAILED', error.message);
        }),
      );
    }
    return joined(parts, size, rows.length);
  };
}

/** One answer of several turns, without what filled up the last one. */
function joined(parts: readonly Answers[], size: number, rows: number): Answers {
  const names = Object.keys(parts[0] ?? {});
  return Object.fromEntries(
    names.map((name) => {
      const data = parts.flatMap((part) => Array.from(part[name]!.data as ArrayLike<number>));
      const columns = data.length / (parts.length * size);
      return [name, { data: data.slice(0, rows * columns) }];
    }),
  );
}

async function runOnce(session: InferenceSession, rows: readonly Row[], width: number): Promise<Answers> {
  const matrix = Float32Array.from(rows.flat());
  const feeds = { [session.inputNames[0]!]: new Tensor('float32', matrix, [rows.length, width]) };
  return (await session.run(feeds)) as unknown as Answers;
}

/** Features are often missing, for want of consent or of knowledge: they come as NaN. */
async function takesMissing(read: (rows: readonly Row[]) => Promise<number[]>, rows: readonly Row[]): Promise<boolean> {
  const holed = rows.slice(0, ROWS).map((row, i) => row.map((cell, j) => ((i + j) % 2 === 0 ? NaN : cell)));
  const scores = await read(holed).catch(() => [NaN]);
  return scores.every((score) => Number.isFinite(score));
}

/** Microseconds for 64 rows. @throws Halt TOO_SLOW beyond `mostUs`. */
function checkPace(tookUs: number, mostUs: number): void {
  if (tookUs <= mostUs) return;
  throw new Halt('TOO_SLOW', `64 rows take ${Math.round(tookUs / 1000)} ms, and ${SLOWEST_US / 1000} ms are the most`);
}

async function timesOf(work: () => Promise<unknown>): Promise<Pick<ProbeReport, 'p50Us64' | 'p99Us64'>> {
  const timesUs: number[] = [];
  const begunMs = performance.now();
  for (let i = 0; i < TIMED_RUNS; i += 1) {
    const startedMs = performance.now();
    await work();
    timesUs.push((performance.now() - startedMs) * 1000);
    if (timesUs.length >= FEWEST_RUNS && performance.now() - begunMs > MOST_TIMING_MS) break;
  }
  timesUs.sort((a, b) => a - b);
  const at = (share: number) => Math.round(timesUs[Math.min(timesUs.length - 1, Math.floor(share * timesUs.length))]!);
  return { p50Us64: at(0.5), p99Us64: at(0.98) };
}
