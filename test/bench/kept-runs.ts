import { readFile, writeFile } from 'node:fs/promises';
import { machineWords, type Machine } from './machine.js';
import type { BenchFigures } from './report.js';

export interface KeptRun {
  /** ISO day and minute, UTC. */
  date: string;
  commit: string;
  machine: Machine;
  /** The table as it was printed, with the spread of every figure. */
  text: string;
  figures: BenchFigures;
}

const LATEST = { begin: '<!-- latest: begin -->', end: '<!-- latest: end -->' };

/**
 * Puts a run into the page: as the latest one, and as one more row below the history. Rows that are there stay as they
 * are, also those of slow and of distrusted runs.
 * @throws Error when the page has lost the marks between which the latest run stands, or its table.
 */
export function withRun(page: string, run: KeptRun): string {
  const begin = page.indexOf(LATEST.begin);
  const end = page.indexOf(LATEST.end);
  if (begin < 0 || end < begin) {
    throw new Error(`the page has no "${LATEST.begin}" with "${LATEST.end}" after it; take both from the repository`);
  }
  const latest = `${page.slice(0, begin + LATEST.begin.length)}\n${latestOf(run)}\n${page.slice(end)}`;
  const lines = latest.split('\n');
  const last = lines.findLastIndex((line) => line.startsWith('|'));
  if (last < 0) throw new Error('the page has no table of the history; take it from the repository');
  return lines.toSpliced(last + 1, 0, rowOf(run)).join('\n');
}

export async function keepRun(file: string, run: KeptRun): Promise<void> {
  await writeFile(file, withRun(await readFile(file, 'utf8'), run));
}

function latestOf({ date, commit, machine, text, figures }: KeptRun): string {
  const trust = figures.trusted ? [] : [`**Not to be trusted:** ${(figures.why ?? []).join('; ')}.`, ''];
  return [
    `${date} UTC, commit ${commit}, ${machineWords(machine)}; load before the run ${figures.loadBefore ?? 'unknown'}.`,
    '',
    ...trust,
    '```text',
    text,
    '```',
  ].join('\n');
}

function rowOf({ date, commit, machine, figures }: KeptRun): string {
  const { bare, engine, busy, spread } = figures;
  const cells = [
    date,
    commit,
    machineWords(machine),
    figures.trusted ? 'yes' : `no: ${(figures.why ?? []).join('; ')}`,
    `${bare.p50Ms} / ${engine.p50Ms}`,
    `${figures.ratioP50} (${spread.ratioP50.min}-${spread.ratioP50.max})`,
    `${busy.bare.p99Ms} / ${busy.engine.p99Ms}`,
    `${busy.bare.p999Ms} / ${busy.engine.p999Ms}`,
    `${bare.perSecond} (${spread.barePerSecond.join(', ')}) / ${engine.perSecond} (${spread.enginePerSecond.join(', ')})`,
    `${figures.bareCpuUsPerEvent ?? '-'} / ${figures.cpuUsPerEvent ?? '-'}`,
    `${figures.bareKibPerSocket} / ${figures.kibPerSocket}`,
    `${figures.bytesPerDecision}`,
    `${percent(figures.gc.bare.pauseShare)} / ${percent(figures.gc.engine.pauseShare)}`,
  ];
  // A bar would end the cell.
  return `| ${cells.map((cell) => cell.replace(/\|/g, '\\|')).join(' | ')} |`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
