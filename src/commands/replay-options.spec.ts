import { describe, expect, it } from '@jest/globals';
import { readReplayArguments } from './replay-options.js';

describe('readReplayArguments', () => {
  it('needs a file only', () => {
    expect(readReplayArguments(['--file', 'a.csv'])).toEqual({ file: 'a.csv', consent: 'granted', seed: 1 });
  });

  it('reads everything else', () => {
    const args = '--file a --format csv --map at=when --zone Europe/Berlin --accuracy 30 --catalog c --config d';
    expect(readReplayArguments([...args.split(' '), ...'--consent withdrawn --speed 60 --seed 7'.split(' ')])).toEqual({
      file: 'a',
      format: 'csv',
      map: { at: 'when' },
      zone: 'Europe/Berlin',
      assumedAccuracyMetres: 30,
      catalogFile: 'c',
      configDir: 'd',
      consent: 'withdrawn',
      speed: 60,
      seed: 7,
    });
  });

  it.each([
    [[], '--file is needed'],
    [['--file', 'a', '--format', 'kml'], 'one of csv, gpx, plt is needed'],
    [['--file', 'a', '--consent', 'maybe'], 'one of granted, withdrawn is needed'],
    [['--file', 'a', '--speed', '0'], 'a number above 0 is needed'],
    [['--file', 'a', '--speed', 'fast'], 'a number above 0 is needed'],
    [['--file', 'a', '--map', 'where=x'], '--map takes FIELD=HEADER'],
    [['--file', 'a', '--fast'], "Unknown option '--fast'"],
    [['a.csv'], 'Unexpected argument'],
  ])('refuses %j', (args, message) => {
    expect(() => readReplayArguments(args)).toThrow(message);
  });
});
