import { pipeline, type Readable } from 'node:stream';
import { promisify } from 'node:util';
import { open as openZip, type Entry, type ZipFile as Zip } from 'yauzl';
import type { ImportLimits } from './limits.js';
import { byteLimit, mostUnpacked } from './open-bytes.js';
import { Unreadable } from './unreadable.js';

const openPath = promisify<string, { lazyEntries: boolean; autoClose: boolean }, Zip>(openZip);

/** A zip file whose parts are read by name, each as a stream; nothing is unpacked onto the disk. */
export class ZipFile {
  readonly #zip: Zip;
  readonly #entries: ReadonlyMap<string, Entry>;

  private constructor(zip: Zip, entries: ReadonlyMap<string, Entry>) {
    this.#zip = zip;
    this.#entries = entries;
  }

  /**
   * Reads the list of parts.
   * @throws Unreadable ZIP_BROKEN, ZIP_BOMB when it has too many parts, or says that it unpacks to too much.
   */
  static async open(path: string, limits: ImportLimits): Promise<ZipFile> {
    try {
      const zip = await openPath(path, { lazyEntries: true, autoClose: false });
      if (zip.entryCount > limits.zipEntries) {
        zip.close();
        throw new Unreadable('ZIP_BOMB', `${path} has ${zip.entryCount} parts, at most ${limits.zipEntries} are read`);
      }
      const entries = await listEntries(zip).finally(() => undefined);
      refuseBomb(path, zip, entries, limits);
      return new ZipFile(zip, entries);
    } catch (error) {
      if (error instanceof Unreadable) throw error;
      throw new Unreadable('ZIP_BROKEN', `${path} breaks off: ${(error as Error).message}; save it again`);
    }
  }

  get fileBytes(): number {
    return this.#zip.fileSize;
  }

  has(name: string): boolean {
    return this.#entries.has(name);
  }

  /** What the list of parts says is held to: yauzl ends the stream with an error at the first byte more. */
  async read(name: string): Promise<Readable> {
    const entry = this.#entries.get(name);
    if (!entry) throw new Unreadable('XLSX_BROKEN', `the workbook has no part ${name}; save it again as XLSX`);
    const stream = await new Promise<Readable>((resolve, reject) =>
      this.#zip.openReadStream(entry, (error, opened) => (error ? reject(toBroken(name, error)) : resolve(opened))),
    );
    const most = entry.uncompressedSize;
    const bounded = byteLimit(most, 'ZIP_BOMB', `${name} unpacks to more than the ${most} bytes that it says`);
    pipeline(stream, bounded, () => undefined);
    return bounded;
  }

  close(): void {
    this.#zip.close();
  }
}

/** Encrypted, or packed in a way that nobody else uses. */
function toBroken(name: string, { message }: Error): Unreadable {
  return new Unreadable('ZIP_BROKEN', `${name} cannot be unpacked: ${message}; save it again, without a password`);
}

function listEntries(zip: Zip): Promise<Map<string, Entry>> {
  return new Promise((resolve, reject) => {
    const entries = new Map<string, Entry>();
    zip.on('entry', (entry: Entry) => {
      entries.set(entry.fileName, entry);
      zip.readEntry();
    });
    zip.once('end', () => resolve(entries));
    zip.once('error', reject);
    zip.readEntry();
  });
}

function refuseBomb(path: string, zip: Zip, entries: ReadonlyMap<string, Entry>, limits: ImportLimits): void {
  const all = [...entries.values()];
  const unpackedBytes = all.reduce((sum, entry) => sum + entry.uncompressedSize, 0);
  const packedBytes = all.reduce((sum, entry) => sum + entry.compressedSize, 0);
  // Parts may share their bytes within the file; those that it really has are what counts.
  const most = mostUnpacked(Math.min(packedBytes, zip.fileSize), limits);
  if (unpackedBytes <= most) return;
  zip.close();
  throw new Unreadable(
    'ZIP_BOMB',
    `${path} unpacks to ${unpackedBytes} bytes, more than ${most}; it is refused as a bomb`,
  );
}
