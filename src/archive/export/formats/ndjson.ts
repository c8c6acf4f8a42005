import { COLUMNS, type Cell } from '../columns.js';

const STARTS = COLUMNS.map(({ name }, at) => `${at === 0 ? '{' : ','}${JSON.stringify(name)}:`);
const IS_TIME = COLUMNS.map(({ kind }) => kind === 'time');

/** One object a line. What is missing is null. */
export function writeNdjson(row: readonly Cell[]): string {
  let line = '';
  for (let at = 0; at < row.length; at += 1) line += STARTS[at]! + cellText(row[at]!, IS_TIME[at]!);
  return `${line}}\n`;
}

function cellText(cell: Cell, isTime: boolean): string {
  if (isTime && cell !== null) return `"${new Date(cell as number).toISOString()}"`;
  return JSON.stringify(cell);
}
