import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { withRun, type KeptRun } from './kept-runs.js';
import { planOf } from './options.js';

const times = { p50Ms: 0.5, p99Ms: 2, p999Ms: 5 };
const run = (date: string, trusted = true): KeptRun =>
  ({
    ...{ date, commit: 'abc', text: `table of ${date}` },
    machine: { cores: 2, model: 'A | B', memoryGib: 8, node: '20.20.2', redis: '7.0.15' },
    figures: {
      ...{ bare: { ...times, perSecond: 3000 }, engine: { ...times, perSecond: 1500 } },
      ...{ ratioP50: 1.6, kibPerSocket: 24, bareKibPerSocket: 14, bytesPerDecision: 900, cpuUsPerEvent: 400 },
      ...{ bareCpuUsPerEvent: 200, trusted, ...(trusted ? {} : { why: ['a busy machine'] }), loadBefore: 0.1 },
      busy: { perSecond: 1000, bare: times, engine: times },
      spread: { ratioP50: { median: 1.6, min: 1.5, max: 1.7 }, barePerSecond: [3000], enginePerSecond: [1400, 1500] },
      gc: { bare: { count: 1, pauseShare: 0.01 }, engine: { count: 9, pauseShare: 0.0234 } },
    },
  }) as unknown as KeptRun;

describe('withRun', () => {
  it('puts each run into the page of the repository: the last one in full, all of them in the history', async () => {
    const page = await readFile('docs/benchmarks.md', 'utf8');
    const twice = withRun(withRun(page, run('2026-01-01 10:00')), run('2026-01-02 10:00', false));
    expect(twice).toContain('table of 2026-01-02 10:00');
    expect(twice).not.toContain('table of 2026-01-01 10:00');
    expect(twice).toContain('**Not to be trusted:** a busy machine.');
    const rows = twice.split('\n').filter((line) => /^\| 2026-01-0[12] /.test(line));
    expect(rows).toHaveLength(2);
    expect(rows[0]).toContain('| yes | 0.5 / 0.5 | 1.6 (1.5-1.7) | 2 / 2 | 5 / 5 | 3000 (3000) / 1500 (1400, 1500) |');
    expect(rows[0]).toContain('A \\| B');
    expect(rows[1]).toContain('| no: a busy machine |');
    const cells = (line: string) => line.split(/(?<!\\)\|/).length;
    const header = twice.split('\n').find((line) => line.startsWith('| date'))!;
    expect(rows.map(cells)).toEqual([cells(header), cells(header)]);
    // Nothing that people wrote is lost.
    expect(twice.split('\n')).toEqual(expect.arrayContaining(page.slice(0, page.indexOf('<!--')).split('\n')));
  });

  it.each([
    ['its marks', 'no marks\n| a |\n'],
    ['its table', '<!-- latest: begin -->\n<!-- latest: end -->\n'],
  ])('refuses a page that has lost %s', (_what, page) => {
    expect(() => withRun(page, run('2026-01-01 10:00'))).toThrow('take');
  });
});

it.each(['--quick', '--profile'])('keeps no run with %s', (flag) => {
  expect(() => planOf(['--keep', flag])).toThrow('--keep needs a full run');
});
