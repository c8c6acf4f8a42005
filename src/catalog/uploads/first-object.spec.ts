import { describe, expect, it } from '@jest/globals';
import { readFirstObject } from './first-object.js';

describe('readFirstObject', () => {
  it.each([
    ['an object', '{"offers":[{"id":"a"}],"zones":{}}', { keys: ['offers', 'zones'], isOneOfSeveral: false }],
    [
      'lines of objects',
      '{"id":"a","where":{"zones":["z"]}}\n{"id":"b"}',
      { keys: ['id', 'where'], isOneOfSeveral: true },
    ],
    [
      'one that is cut off in a list',
      '{"name":"x","offers":[{"id":',
      { keys: ['name', 'offers'], isOneOfSeveral: false },
    ],
    [
      'one that is cut off in a string',
      ' {"offers":[], "name":"wha',
      { keys: ['offers', 'name'], isOneOfSeveral: false },
    ],
    ['brackets and quotes in strings', '{"a":"}]\\"{","b":1}  ', { keys: ['a', 'b'], isOneOfSeveral: false }],
    ['a list', '[{"offers":[]}]', undefined],
    ['a sheet', 'id;title\na;b', undefined],
    ['a quoted sheet', '"id","title"\n"a","b"', undefined],
    ['nothing', '  ', undefined],
  ])('%s', (_what, text, found) => expect(readFirstObject(text)).toEqual(found));

  it('takes a text of brackets and quotes, however long, in one go', () => {
    expect(readFirstObject('{"a":'.repeat(20_000))?.keys).toEqual(['a']);
    expect(readFirstObject(`{"${'\\"'.repeat(60_000)}`)?.keys).toEqual([]);
  });
});
