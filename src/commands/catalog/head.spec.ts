import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readKnown } from '../../catalog/known.js';
import { readBusiness } from '../../platform/config/business.js';
import { readHead } from './head.js';

let folder: string;
beforeAll(async () => (folder = await mkdtemp(join(tmpdir(), 'proxima-known-'))));
afterAll(() => rm(folder, { recursive: true, force: true }));

async function headOf(head: unknown) {
  const path = join(folder, 'head.json');
  await writeFile(path, JSON.stringify(head));
  return readHead(path);
}

describe('what a sheet may refer to', () => {
  it('is what the model, the configuration and the head of a catalog say, with its offers or without', async () => {
    const { categories, touchpoints, fields, head } = readKnown('models', readBusiness('config'), undefined);
    expect([categories.has('coffee'), touchpoints.get('app-push'), fields!.attributes!.age]).toEqual([
      true,
      ['card'],
      { type: 'number' },
    ]);
    expect(head).toBeUndefined();
    const given = { offerAttributes: { percent: { type: 'number' } } };
    for (const catalog of [given, { ...given, offers: [{ any: 'thing' }] }])
      expect(await headOf(catalog)).toEqual({ ...given, zones: [] });
  });

  it.each([[null], [[]], ['x'], [{ zone: [] }]])('is nothing that is no head: %j', async (head) => {
    await expect(headOf(head)).rejects.toThrow('is no head of a catalog');
  });
});
