import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, it } from '@jest/globals';
import { catalogFile } from '../../src/contract/catalog.js';
import { capsCatalog } from './caps-catalog.js';
import { stationCatalog } from './station-catalog.js';

it('makes a catalog of the contract, whatever letters a station has', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'proxima-stations-'));
  const file = join(folder, 'stations.json.gz');
  const station = {
    stationName: 'Käpylä',
    stationShortCode: 'KÄP',
    stationUICCode: 9,
    latitude: 60.2,
    longitude: 24.9,
  };
  const both = [
    { ...station, countryCode: 'FI' },
    { ...station, countryCode: 'RU' },
  ];
  await writeFile(file, gzipSync(JSON.stringify(both)));
  const parsed = catalogFile.parse(stationCatalog(file));
  await rm(folder, { recursive: true });
  expect(new Set(parsed.offers.map(({ id }) => id)).size).toBe(parsed.offers.length);
  expect(parsed.zones.map(({ id }) => id)).toEqual(['station-fi-9', 'station-ru-9']);
  expect(Object.keys(parsed.offers[0]!.treatments[0]!.texts.de!)).toEqual(['du', 'sie']);
});

it('makes twenty offers for the caps', () => {
  expect(catalogFile.parse(capsCatalog()).offers).toHaveLength(20);
});
