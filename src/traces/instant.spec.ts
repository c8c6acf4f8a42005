import { describe, expect, it } from '@jest/globals';
import { readTime } from './instant.js';

const at = Date.UTC(2016, 7, 26, 6, 0, 5, 428);

describe('readTime', () => {
  it.each([
    ['2016-08-26T06:00:05.428Z', at],
    ['2016-08-26T09:00:05.428+03:00', at],
    ['2016-08-26 09:00:05.428+0300', at],
    ['2016-08-26 06:00:05.428 UTC', at],
    ['2016-08-26T01:30:05.428-04:30', at],
    ['1472191205.428', at],
    ['1472191205428', at],
    ['1472191205428000', at],
    ['1472191205428000000', at],
  ])('reads %s as a moment', (text, epochMs) => {
    expect(readTime(text)).toEqual({ epochMs });
  });

  it.each([
    ['2016-08-26 06:00:05.428', at],
    ['2016-08-26T06:00:05.428178901', at],
    ['2016/08/26 06:00:05.428', at],
    ['26.08.2016 06:00:05,428', at],
    ['2016-08-26 06:00', Date.UTC(2016, 7, 26, 6)],
    ['2016-08-26', Date.UTC(2016, 7, 26)],
  ])('reads %s as a wall clock', (text, wallMs) => {
    expect(readTime(text)).toEqual({ wallMs });
  });

  it.each(['', 'soon', '1.241e+09', '2016-02-30 10:00:00', '2016-08-26 25:00', '08/26/2016 09:00', '12', '-5'])(
    'reads no time from "%s"',
    (text) => expect(readTime(text)).toBeUndefined(),
  );
});
