import { parseArgs } from 'node:util';
import { EvaluateError } from './evaluate-error.js';
import { parseLogMap, type LogColumns } from './log-columns.js';

export const OPE_USAGE = `npm run evaluate -- ope --log FILE --policy FILE|column:NAME [--confidence 0.9] [--clip W] [--map FIELD=HEADER,…]

--log         exposures with action, reward and pscore, one a row: CSV or NDJSON, gzipped or not
--policy      what to judge: chances as JSON or CSV, a second log, or a column of the log with the chance of its action
--confidence  how often the intervals are to hold the truth
--clip        the largest weight of a row; heavier ones are cut to it
--map         headers of the log that go by other names: action, reward, pscore, position, subject, decisionId, q, expectedQ`;

export interface OpeOptions {
  readonly log: string;
  /** A file, or undefined where a column of the log tells the chances. */
  readonly policyFile?: string;
  readonly chanceColumn?: string;
  readonly confidence: number;
  readonly clipAt?: number;
  readonly map?: LogColumns;
}

const COLUMN = 'column:';

/** @throws EvaluateError, or the error of parseArgs, that says what is missing or odd. */
export function readOpeOptions(args: readonly string[]): OpeOptions {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: { log: text, policy: text, confidence: text, clip: text, map: text },
  });
  if (values.log === undefined || values.policy === undefined) throw new EvaluateError('--log and --policy are needed');
  const isColumn = values.policy.startsWith(COLUMN);
  return {
    log: values.log,
    policyFile: isColumn ? undefined : values.policy,
    chanceColumn: isColumn ? values.policy.slice(COLUMN.length) : undefined,
    confidence: numberWithin('--confidence', values.confidence ?? '0.9', 0, 1),
    clipAt: values.clip === undefined ? undefined : numberWithin('--clip', values.clip, 0, Infinity),
    map: values.map === undefined ? undefined : parseLogMap(values.map),
  };
}

function numberWithin(option: string, text: string, above: number, below: number): number {
  const number = text.trim() === '' ? NaN : Number(text);
  if (number > above && number < below) return number;
  throw new EvaluateError(`${option} is "${text}"; it must be a number above ${above} and below ${below}`);
}
