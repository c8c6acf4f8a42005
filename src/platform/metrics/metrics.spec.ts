import { describe, expect, it } from '@jest/globals';
import { addUp, Metrics } from './metrics.js';

async function linesOf(text: Promise<string>): Promise<string[]> {
  return (await text).split('\n').filter((line) => line.startsWith('t_'));
}

describe('families', () => {
  it('has a series for every value of its labels before anything is counted', async () => {
    const metrics = new Metrics();
    const cells = metrics.talliesByTwo('t_total', 'A test', ['kind', ['a', 'b']], ['way', ['in', 'out']]);
    cells.b.out.add();
    cells.b.out.add(2);
    expect(await linesOf(metrics.toText())).toEqual([
      't_total{kind="a",way="in"} 0',
      't_total{kind="a",way="out"} 0',
      't_total{kind="b",way="in"} 0',
      't_total{kind="b",way="out"} 3',
    ]);
  });

  it('counts a time in every bucket that is wide enough, in seconds', async () => {
    const metrics = new Metrics();
    const timing = metrics.timing('t_seconds', 'A test');
    for (const ms of [0.1, 0.2, 1_000, 5_000]) timing.add(ms);
    const lines = await linesOf(metrics.toText());
    expect(lines).toContain('t_seconds_bucket{le="0.0001"} 1');
    expect(lines).toContain('t_seconds_bucket{le="0.00025"} 2');
    expect(lines).toContain('t_seconds_bucket{le="0.5"} 2');
    expect(lines).toContain('t_seconds_bucket{le="1"} 3');
    expect(lines).toContain('t_seconds_bucket{le="+Inf"} 4');
    expect(lines).toContain('t_seconds_count 4');
    expect(lines.at(-2)).toMatch(/^t_seconds_sum 6\.0003/);
  });

  it('asks a reading and a fact each time', async () => {
    const metrics = new Metrics();
    let now = 1;
    metrics.reading('t_level', 'A test', () => now);
    metrics.fact('t_fact', 'A test', ['version'], () => Promise.resolve({ version: `v${now}` }));
    await metrics.toText();
    now = 2;
    expect(await linesOf(metrics.toText())).toEqual(['t_level 2', 't_fact{version="v2"} 1']);
  });

  it('adds up what several processes tell, and tells different facts side by side', async () => {
    const told = [1, 2].map((n) => {
      const metrics = new Metrics();
      metrics.tallies('t_total', 'A test', ['kind', ['a', 'b']]).a.add(n);
      metrics.reading('t_level', 'A test', () => 10 * n);
      metrics.timings('t_seconds', 'A test', ['stage', ['read']]).read.add(0.2);
      metrics.fact('t_fact', 'A test', ['version'], () => Promise.resolve({ version: `v${n}` }));
      return metrics.toJson();
    });
    const lines = await linesOf(addUp(await Promise.all(told)));
    expect(lines.sort()).toEqual(
      expect.arrayContaining([
        't_total{kind="a"} 3',
        't_total{kind="b"} 0',
        't_level 30',
        't_seconds_bucket{stage="read",le="0.0001"} 0',
        't_seconds_bucket{stage="read",le="0.00025"} 2',
        't_seconds_count{stage="read"} 2',
        't_fact{version="v1"} 1',
        't_fact{version="v2"} 1',
      ]),
    );
  });
});
