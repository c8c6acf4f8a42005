import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { readCsvTrace } from './csv-trace.js';

const read = (text: string, options?: Parameters<typeof readCsvTrace>[1]) =>
  readCsvTrace(Readable.from([Buffer.from(text)]), options);

describe('readCsvTrace', () => {
  it('reads local times by the zone of the first fix and says so', async () => {
    const trace = await read('time,device_id,lat,lng,accuracy\n2016-08-26 09:00:05.428,5,60.192928,24.767222,5\n');
    expect(trace.fixes).toEqual([
      {
        device: '5',
        line: 2,
        fix: { lat: 60.192928, lng: 24.767222, accuracyMetres: 5, at: Date.UTC(2016, 7, 26, 6, 0, 5, 428) },
      },
    ]);
    expect(trace.assumptions).toEqual([expect.stringContaining('Europe/Helsinki')]);
  });

  it('takes the zone that was named', async () => {
    const trace = await read('lat,lng,datetime,uid\n39.984094,116.319236,2008-10-23 05:53:05,001\n', { zone: 'UTC' });
    expect(trace.fixes[0]).toMatchObject({ device: '001', fix: { at: Date.UTC(2008, 9, 23, 5, 53, 5) } });
  });

  it('copes with a byte order mark, semicolons, quotes, CRLF and decimal commas', async () => {
    const trace = await read(
      '\uFEFF"user; id";"tracked_at";"latitude";"longitude";"accuracy"\r\n1;"2012-12-18T21:30:35Z";47,3766094;8,5484732;20\r\n',
    );
    expect(trace.fixes[0]!.fix).toMatchObject({ lat: 47.3766094, lng: 8.5484732, accuracyMetres: 20 });
  });

  it('puts rows that run backwards into the order of time, phones merged, ties as written', async () => {
    const trace = await read(
      'id,at,lat,lng\nb,2020-01-01T00:00:02Z,1,1\na,2020-01-01T00:00:01Z,1,2\nb,2020-01-01T00:00:01Z,1,3\na,2020-01-01T00:00:00Z,1,4\n',
    );
    expect(trace.fixes.map(({ device, line }) => `${device}${line}`)).toEqual(['a5', 'a3', 'b4', 'b2']);
  });

  it('counts rows that it cannot read and tells the first five with their lines', async () => {
    const good = 'x,2020-01-01T00:00:00Z,1,1,5';
    const bad = [
      'x,never,1,1,5',
      'x,2020-01-01T00:00:00Z,91,1,5',
      'x,2020-01-01T00:00:00Z,,1,5',
      'x',
      'x,2020-01-01T00:00:00Z,1,1,-1',
      'x,1.241e+09,1,1,5',
    ];
    const trace = await read(['id,at,lat,lng,accuracy', good, '', ...bad, good].join('\n'));
    expect(trace).toMatchObject({ rows: 8, fixes: { length: 2 }, unreadable: { count: 6 } });
    expect(trace.unreadable.first).toEqual([
      { line: 4, why: 'no time: "never"' },
      { line: 5, why: 'position out of range: lat 91, lng 1' },
      { line: 6, why: 'no position: lat "", lng "1"' },
      { line: 7, why: 'no position: lat "", lng ""' },
      { line: 8, why: 'accuracy -1: the phone itself calls this position invalid' },
    ]);
  });

  it('assumes an accuracy where none is told, or 0, and says so', async () => {
    const trace = await read('at,lat,lng,accuracy\n1472191205,1,1,0\n1472191206,1,1,\n1472191207,1,1,8\n');
    expect(trace.fixes.map(({ fix }) => fix.accuracyMetres)).toEqual([20, 20, 8]);
    expect(trace.assumptions).toContain('2 of 3 fixes tell no accuracy: 20 m is assumed');
  });

  it('leaves out optional values that mean "not known"', async () => {
    const trace = await read(
      'at,lat,lng,speed,course,activity\n1472191205,1,1,-1,-1,HOVERING\n1472191206,1,1,2,90,WALKING\n',
    );
    expect(trace.fixes[0]!.fix).toEqual({ lat: 1, lng: 1, accuracyMetres: 20, at: 1472191205000 });
    expect(trace.fixes[1]!.fix).toMatchObject({ speedMps: 2, headingDeg: 90, activity: 'walking' });
  });

  it('takes a column that is new on every row for row numbers', async () => {
    const trace = await read('id,at,lat,lng\n1,1472191205,1,1\n2,1472191206,1,1\n');
    expect(new Set(trace.fixes.map(({ device }) => device))).toEqual(new Set(['1']));
    expect(trace.assumptions).toContainEqual(expect.stringContaining('row numbers'));
  });

  it('believes a column with a better name than id, however short the file', async () => {
    const trace = await read('phone,at,lat,lng\na,1472191205,1,1\nb,1472191206,1,1\n');
    expect(trace.fixes.map(({ device }) => device)).toEqual(['a', 'b']);
  });

  it.each([
    ['an empty file', '', 'holds no rows'],
    ['a header alone', 'at,lat,lng\n', 'holds no rows'],
    [
      'no readable row',
      'at,lat,lng\nx,1,1\n',
      'None of the 1 rows can be read. The first of them:\n  line 2: no time: "x"',
    ],
    ['a row without end', `at,lat,lng\n${'1'.repeat(70_000)}`, 'breaks off'],
  ])('refuses %s', async (_case, text, message) => {
    await expect(read(text)).rejects.toThrow(message);
  });

  it('reads a file that comes in small pieces', async () => {
    const text = 'at,lat,lng\n' + Array.from({ length: 500 }, (_, n) => `${1472191205 + n},1,1\n`).join('');
    const pieces = Array.from({ length: Math.ceil(text.length / 7) }, (_, n) =>
      Buffer.from(text.slice(n * 7, n * 7 + 7)),
    );
    expect((await readCsvTrace(Readable.from(pieces))).fixes).toHaveLength(500);
  });
});
