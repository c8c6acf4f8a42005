import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { EvaluateError } from './evaluate-error.js';
import { evaluateOffPolicy } from './ope.js';
import { readOpeOptions } from './ope-options.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'proxima-ope-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function keep(name: string, content: string | Buffer): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

/** Forty customers, each shown a and then b with even chances; a brings 1 in 2, b 1 in 4. */
const EXPOSURES = Array.from({ length: 40 }, (_, n) => [
  { action: 'a', position: 'top', reward: n % 2, pscore: 0.5, subject: `c${n}`, policy: 'even', mine: 0.9 },
  {
    action: 'b',
    position: 'top',
    reward: Number(n % 4 === 0),
    pscore: 0.5,
    subject: `c${n}`,
    policy: 'even',
    mine: 0.1,
  },
]).flat();
const csv = (rows: readonly object[], delimiter = ',') =>
  [Object.keys(rows[0]!), ...rows.map(Object.values)].map((cells) => cells.join(delimiter)).join('\n');
const ndjson = (rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).join('\n');
const renamed = (rows: typeof EXPOSURES) =>
  rows.map(({ action, reward, pscore }, n) => ({ '': n, item_id: action, click: reward, propensity_score: pscore }));

const evaluate = (log: string, policy: string, ...more: string[]) =>
  evaluateOffPolicy(readOpeOptions(['--log', log, '--policy', policy, ...more]));

describe('a log and a policy', () => {
  it.each([
    ['CSV', 'a.csv', () => csv(EXPOSURES)],
    ['CSV with semicolons and a mark at the start', 'b.csv', () => `\uFEFF${csv(EXPOSURES, ';')}`],
    ['NDJSON', 'c.ndjson', () => ndjson(EXPOSURES)],
    ['gzipped CSV, whatever its name', 'd.csv', () => gzipSync(csv(EXPOSURES))],
    ['gzipped NDJSON', 'e.gz', () => gzipSync(ndjson(EXPOSURES))],
  ])('reads %s', async (_name, name, content) => {
    const policy = await keep('policy.json', '{ "a": 0.9, "b": 0.1 }');
    const summary = await evaluate(await keep(name, content()), policy);
    expect(summary).toMatchObject({
      rows: 80,
      clusters: 40,
      clusteredBy: 'subject',
      model: 'learnt',
      loggedBy: ['even'],
    });
    // 1.8 of a's twenty rewards and 0.2 of b's ten, over eighty rows.
    expect(summary.ips.value).toBeCloseTo(38 / 80, 12);
    expect(summary.snips.value).toBeCloseTo(38 / 80, 12);
    expect(summary.ess).toBeCloseTo(80 ** 2 / (40 * 1.8 ** 2 + 40 * 0.2 ** 2), 9);
    expect(summary.dr!.low).toBeLessThan(summary.dr!.high);
  });

  it.each([
    ['JSON by position', 'p1.json', '{ "top": { "a": 0.9, "b": 0.1 } }'],
    [
      'a JSON list',
      'p2.json',
      '[{ "action": "a", "position": "top", "chance": 0.9 }, { "action": "b", "position": "top", "chance": 0.1 }]',
    ],
    ['CSV', 'p3.csv', 'action,chance\na,0.9\nb,0.1'],
    ['CSV by position', 'p4.csv', 'item_id;position;probability\na;top;0.9\nb;top;0.1'],
    ['a log with the same chances all along', 'p5.csv', 'action,position,reward,pscore\na,top,0,0.9\nb,top,1,0.1'],
    [
      'a log, by its shares, where chances vary',
      'p6.ndjson',
      Array.from({ length: 10 }, (_, n) =>
        JSON.stringify({ action: n < 9 ? 'a' : 'b', position: 'top', reward: 0, pscore: n < 9 ? 0.9 - n / 100 : 0.18 }),
      ).join('\n'),
    ],
  ])('takes a policy as %s', async (_name, name, content) => {
    const summary = await evaluate(await keep('log.csv', csv(EXPOSURES)), await keep(name, content));
    expect(summary.ips.value).toBeCloseTo(38 / 80, 9);
  });

  it('takes the chances from a column, and then needs a model from columns too', async () => {
    const log = await keep('log.csv', csv(EXPOSURES));
    const { ips, dr, dm, model } = await evaluate(log, 'column:mine');
    expect({ dr, dm, model }).toEqual({ model: 'none' });
    expect(ips.value).toBeCloseTo(38 / 80, 12);
    const withModel = EXPOSURES.map((row) => ({ ...row, q: row.action === 'a' ? 0.5 : 0.25, expectedQ: 0.475 }));
    const given = await evaluate(await keep('q.csv', csv(withModel)), 'column:mine');
    expect(given).toMatchObject({ model: 'given', dm: { value: expect.closeTo(0.475, 12) } });
    expect(given.dr!.value).toBeCloseTo(38 / 80, 12);
  });

  it('knows the headers of Open Bandit files; others are named', async () => {
    const policy = await keep('policy.json', '{ "a": 0.9, "b": 0.1 }');
    const open = await evaluate(await keep('open.csv', csv(renamed(EXPOSURES))), policy);
    expect(open).toMatchObject({ clusteredBy: 'row', clusters: 80, ips: { value: expect.closeTo(38 / 80, 12) } });
    const odd = csv(EXPOSURES).replace('action', 'what').replace('reward', 'sale');
    const named = await evaluate(await keep('odd.csv', odd), policy, '--map', 'action=what, reward=sale');
    expect(named.ips.value).toBeCloseTo(38 / 80, 12);
    const same = await evaluate(join(folder, 'odd.csv'), join(folder, 'odd.csv'), '--map', 'action=what,reward=sale');
    expect(same.ips.value).toBeCloseTo(same.logged.value, 12);
  });

  it('leaves out what the export itself marks, and counts it', async () => {
    const policy = await keep('policy.json', '{ "a": 0.9, "b": 0.1 }');
    const marks = { pending: false, changedByCommit: false, fallback: false, silence: null };
    const fit = EXPOSURES.map((row) => ({ ...row, ...marks }));
    const silent = { ...fit[0]!, action: null, pscore: null, reward: null, silence: 'QUIET_HOURS', pending: true };
    const odd = [silent, silent, { ...fit[0]!, reward: null, pending: true }, { ...fit[0]!, changedByCommit: true }];
    const unfit = [...odd, { ...fit[0]!, pscore: null, fallback: true }];
    const summary = await evaluate(await keep('marked.ndjson', ndjson([...unfit, ...fit])), policy);
    expect(summary).toMatchObject({ rows: 80, ips: { value: expect.closeTo(38 / 80, 12) } });
    expect(summary.leftOut).toEqual({ silence: 2, pending: 1, changedByCommit: 1, fallback: 1 });
    expect((await evaluate(await keep('marked.csv', csv([...unfit, ...fit])), policy)).leftOut).toEqual(
      summary.leftOut,
    );
    const nothing = evaluate(await keep('unfit.ndjson', ndjson(unfit)), policy);
    await expect(nothing).rejects.toThrow('no row that can be used: silence 2, pending 1');
  });

  it('says how much the policy does that the log never drew', async () => {
    const policy = await keep('more.json', '{ "a": 0.5, "b": 0.2, "c": 0.3 }');
    const { support, warnings } = await evaluate(await keep('log.csv', csv(EXPOSURES)), policy);
    expect(support.neverDrawnShare).toBeCloseTo(0.3, 12);
    expect(warnings.map(({ code }) => code)).toContain('NEVER_DRAWN');
  });
});

describe('refuses, and says where and how to mend it', () => {
  const good = '{ "a": 0.9, "b": 0.1 }';
  const head = 'action,position,reward,pscore';
  it.each([
    [
      'a log without chances',
      'action,reward\na,1',
      good,
      /no column for pscore \(pscore, propensity_score, .*its columns are action, reward. Name it: --map pscore=HEADER/,
    ],
    [
      'a row drawn with chance 0',
      `${head}\na,top,1,0.5\nb,top,0,0`,
      good,
      /line 3, pscore "0": what was drawn had a chance above 0/,
    ],
    ['a chance above 1', `${head}\na,top,1,1.5`, good, /line 2, pscore "1.5"/],
    [
      'a reward that is not known yet',
      `${head}\na,top,,0.5`,
      good,
      /line 2, reward "": .*leave out rows whose reward is not known yet/,
    ],
    [
      'more faults than can be told',
      `${head}\n${'a,top,x,0.5\n'.repeat(12)}`,
      good,
      /12 cells cannot be used[^]*line 11[^]*and 2 more/,
    ],
    ['no action', `${head}\n,top,1,0.5`, good, /line 2, action "": it is empty/],
    ['a torn row', `${head}\na,top`, good, /line 2: 2 cells under 4 headers/],
    ['torn JSON', '{"action":"a","reward":1,"pscore":0.5}\n{"action":', good, /line 2 is no JSON object/],
    ['a header alone', head, good, /has no rows/],
    ['Parquet', 'PAR1...', good, /is Parquet; export it as ndjson or csv/],
    ['nothing', '', good, /is empty/],
    ['half of a gzip', gzipSync(csv(EXPOSURES)).subarray(0, 60), good, /breaks off/],
    ['chances that do not sum to 1', csv(EXPOSURES), '{ "a": 0.9 }', /sum to 0.9 and not to 1; name every action/],
    ['a chance that is none', csv(EXPOSURES), '{ "a": 1.5, "b": -0.5 }', /the chance of "a" is 1.5/],
    ['an action twice', csv(EXPOSURES), 'action,chance\na,0.5\na,0.5', /line 3: "a" stands there twice/],
    [
      'a policy of other actions',
      csv(EXPOSURES),
      '{ "x": 1 }',
      /no action in common: the policy names x, the log a, b/,
    ],
    ['a policy of other positions', csv(EXPOSURES), '{ "side": { "a": 1 } }', /at position "top" of .*it knows side/],
    [
      'a policy by position for a log without',
      csv(renamed(EXPOSURES)),
      '{ "top": { "a": 1 } }',
      /name it: --map position=HEADER/,
    ],
    ['broken JSON', csv(EXPOSURES), '{ "a": 0.9, ', /is no JSON/],
    ['a table of something else', csv(EXPOSURES), '{ "a": "much" }', /"much" is neither a chance nor/],
  ])('%s', async (_name, log, policy, message) => {
    const answer = evaluate(await keep('bad-log', log), await keep('bad-policy', policy));
    await expect(answer).rejects.toThrow(message);
    await expect(answer).rejects.toBeInstanceOf(EvaluateError);
  });

  it('a column that is not there, by the nearest that is', async () => {
    const log = await keep('log.csv', csv(EXPOSURES));
    await expect(evaluate(log, 'column:miine')).rejects.toThrow('has no column "miine"; did you mean "mine"?');
    await expect(evaluate(log, 'column:mine', '--map', 'reward=rewrad')).rejects.toThrow('did you mean "reward"?');
    await expect(evaluate(join(folder, 'gone.csv'), 'column:mine')).rejects.toThrow('cannot be read');
  });

  it.each([
    [['--policy', 'p'], '--log and --policy are needed'],
    [['--log', 'l', '--policy', 'p', '--confidence', '90'], '--confidence is "90"'],
    [['--log', 'l', '--policy', 'p', '--clip', '0'], '--clip is "0"'],
    [['--log', 'l', '--policy', 'p', '--map', 'price=x'], '--map takes FIELD=HEADER with the fields action, reward'],
    [['--log', 'l', '--policy', 'p', '--lgo', 'x'], "Unknown option '--lgo'"],
  ])('the options %j', (args, message) => expect(() => readOpeOptions(args)).toThrow(message));
});
