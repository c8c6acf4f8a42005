import { gzipSync } from 'node:zlib';

/** The tile of zoom 10 that has the middle of Berlin in it. */
const TILE = { zoom: 10, x: 550, y: 335 };
const EXTENT = 4096;
const HEADER_BYTES = 127;
const GZIP = 2;
const MVT = 1;

/**
 * A file of streets as an operator may put into the folder of maps: PMTiles version 3
 * (https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md) with one vector tile in the schema of Protomaps: a park
 * that fills the tile, and a road across it.
 */
export function streetsFile(): Buffer {
  const tile = gzipSync(tileOf(park(), road()));
  const directory = gzipSync(Buffer.from([1, tileId(), 1, tile.length, 1].flatMap(varint)));
  const metadata = gzipSync(Buffer.from('{}'));
  return Buffer.concat([headerOf(directory.length, metadata.length, tile.length), directory, metadata, tile]);
}

function headerOf(directory: number, metadata: number, tile: number): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.write('PMTiles');
  header.writeUInt8(3, 7);
  const metadataAt = HEADER_BYTES + directory;
  const tileAt = metadataAt + metadata;
  const places = [HEADER_BYTES, directory, metadataAt, metadata, tileAt, 0, tileAt, tile, 1, 1, 1];
  places.forEach((value, n) => header.writeBigUInt64LE(BigInt(value), 8 + 8 * n));
  // Clustered; how directories and tiles are packed; what the tiles are; from which zoom to which.
  [1, GZIP, GZIP, MVT, TILE.zoom, TILE.zoom].forEach((value, n) => header.writeUInt8(value, 96 + n));
  const [west, south, east, north] = [13.359375, 52.4, 13.7109375, 52.62];
  [west, south, east, north].forEach((degrees, n) => header.writeInt32LE(Math.round(degrees * 1e7), 102 + 4 * n));
  header.writeUInt8(TILE.zoom, 118);
  header.writeInt32LE(Math.round(13.4 * 1e7), 119);
  header.writeInt32LE(Math.round(52.5 * 1e7), 123);
  return header;
}

/** The number of the tile along the Hilbert curves of all zooms. */
function tileId(): number {
  let id = (4 ** TILE.zoom - 1) / 3;
  let { x, y } = TILE;
  for (let half = 2 ** (TILE.zoom - 1); half > 0; half /= 2) {
    const [right, below] = [(x & half) > 0 ? 1 : 0, (y & half) > 0 ? 1 : 0];
    id += half * half * ((3 * right) ^ below);
    if (below === 0) {
      if (right === 1) [x, y] = [half - 1 - x, half - 1 - y];
      [x, y] = [y, x];
    }
  }
  return id;
}

// Mapbox Vector Tiles 2.1, as far as needed: https://github.com/mapbox/vector-tile-spec/tree/master/2.1

function park(): number[] {
  const corners = [9, 0, 0, 26, zigzag(EXTENT), 0, 0, zigzag(EXTENT), zigzag(-EXTENT), 0, 15];
  return layerOf('landuse', 3, corners, 'park');
}

function road(): number[] {
  return layerOf('roads', 2, [9, 0, 0, 10, zigzag(EXTENT), zigzag(EXTENT)], 'major_road');
}

function tileOf(...layers: number[][]): Buffer {
  return Buffer.from(layers.flatMap((layer) => field(3, layer)));
}

/** A layer with one feature, which has a `kind`. */
function layerOf(name: string, type: number, geometry: number[], kind: string): number[] {
  const feature = [...field(2, [0, 0]), ...number(3, type), ...field(4, geometry.flatMap(varint))];
  return [
    ...number(15, 2),
    ...field(1, [...Buffer.from(name)]),
    ...field(2, feature),
    ...field(3, [...Buffer.from('kind')]),
    ...field(4, field(1, [...Buffer.from(kind)])),
    ...number(5, EXTENT),
  ];
}

function field(tag: number, bytes: number[]): number[] {
  return [...varint(tag * 8 + 2), ...varint(bytes.length), ...bytes];
}

function number(tag: number, value: number): number[] {
  return [...varint(tag * 8), ...varint(value)];
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
}

function zigzag(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value;
}
