import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { LIFETIMES } from '../../state/keys.js';
import type { StateStore } from '../../state/state-store.js';

const pack = promisify(gzip);
const unpack = promisify(gunzip);
/** Small enough not to hold up decisions on their way to Redis, large enough to pack well. */
const PIECE_BYTES = 262_144;

/** A file in the state store, in packed pieces: workers may run on other machines. */
export class KeptFile {
  constructor(
    private readonly store: StateStore,
    private readonly key: string,
  ) {}

  /**
   * @param lifetimeMs from the last piece on: what is left behind by who was killed goes by itself.
   * @throws whatever the source throws; what was written until then is removed.
   */
  async write(source: AsyncIterable<Buffer>, lifetimeMs: number = LIFETIMES.uploadMs): Promise<void> {
    let piece = 0;
    try {
      for await (const bytes of inPieces(source)) {
        const packed = await pack(bytes, { level: 1 });
        await this.store.run((redis) =>
          redis.multi().hset(this.key, String(piece), packed).pexpire(this.key, lifetimeMs).exec(),
        );
        piece += 1;
      }
    } catch (error) {
      await this.remove();
      throw error;
    }
  }

  /** @throws Error when it is not there, or not whole. */
  async *read(): AsyncGenerator<Buffer> {
    const pieces = await this.store.run((redis) => redis.hlen(this.key));
    if (pieces === 0) throw new Error('the file is gone');
    for (let piece = 0; piece < pieces; piece += 1) {
      const packed = await this.store.run((redis) => redis.hgetBuffer(this.key, String(piece)));
      if (!packed) throw new Error(`piece ${piece} of the file is gone`);
      yield await unpack(packed);
    }
  }

  async remove(): Promise<void> {
    await this.store.run((redis) => redis.unlink(this.key));
  }
}

async function* inPieces(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let waiting: Buffer[] = [];
  let size = 0;
  for await (const bytes of source) {
    waiting.push(bytes);
    size += bytes.length;
    if (size < PIECE_BYTES) continue;
    yield Buffer.concat(waiting);
    waiting = [];
    size = 0;
  }
  if (size > 0) yield Buffer.concat(waiting);
}
