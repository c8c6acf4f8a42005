import { checkFile } from '../../../src/release/onnx/check-file.js';
import { readModel } from '../../../src/release/onnx/message.js';
import { factsOf } from '../../../src/release/onnx/model-facts.js';
import { stripZipMap } from '../../../src/release/onnx/strip-zip-map.js';
import { WireFault } from '../../../src/release/onnx/wire.js';
import { drawer, mutated, originals } from './mutations.js';

export interface ReadFigure {
  readonly files: number;
  readonly byCode: Readonly<Record<string, number>>;
  /** Anything that was thrown and is no refusal. */
  readonly untyped: readonly string[];
  readonly slowestMs: number;
}

/** Has so many mutated files read. @returns also some of those that a runtime would get to see, spread over all. */
export function readMutated(count: number, keep: number): { figure: ReadFigure; passed: Buffer[] } {
  const files = originals();
  const draw = drawer(20_261_122);
  const byCode = new Map<string, number>();
  const untyped: string[] = [];
  const passed: Buffer[] = [];
  let slowestMs = 0;
  for (let i = 0; i < count; i += 1) {
    const bytes = mutated(files, draw);
    const startedMs = performance.now();
    const word = read(bytes);
    slowestMs = Math.max(slowestMs, performance.now() - startedMs);
    if (word.fault) untyped.push(word.fault);
    byCode.set(word.code, (byCode.get(word.code) ?? 0) + 1);
    if (word.code === 'PASSED') passed.push(bytes);
  }
  const figure = { files: count, byCode: Object.fromEntries(byCode), untyped: untyped.slice(0, 10), slowestMs };
  const step = Math.max(1, passed.length / keep);
  return {
    figure,
    passed: Array.from({ length: Math.min(keep, passed.length) }, (_, i) => passed[Math.floor(i * step)]!),
  };
}

function read(bytes: Buffer): { code: string; fault?: string } {
  try {
    const model = readModel(bytes);
    factsOf(model);
    const [fault] = checkFile(model, bytes);
    if (fault) return { code: fault.code };
    stripZipMap(bytes, model);
    return { code: 'PASSED' };
  } catch (error) {
    if (error instanceof WireFault) return { code: 'NOT_ONNX' };
    return { code: 'UNTYPED', fault: String((error as Error).stack).slice(0, 500) };
  }
}
