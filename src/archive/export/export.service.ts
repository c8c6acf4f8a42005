import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { Refused } from '../../contract/errors.js';
import type { ExportQuery } from '../../contract/export.js';
import type { TenantId } from '../../core/types/ids.js';
import { CatalogPort } from '../../engine/catalog.port.js';
import type { Clock } from '../../platform/clock.js';
import type { Settings } from '../../platform/config/settings.js';
import type { Logger } from '../../platform/log.js';
import { CLOCK, LOG, SETTINGS } from '../../platform/tokens.js';
import { featureContract } from '../../scoring/feature-contract.js';
import { LogKeyRepository } from '../../state/log-key.repository.js';
import { SegmentFolder, type SegmentDay } from '../segment-folder.js';
import { tellOffer, type Answers, type ExportTask, type OfferName } from './export-order.js';
import { ExportProcess } from './export-process.js';
import { MEDIA_TYPES } from './formats/file-frame.js';
import { piecesOf } from './pieces.js';
import { readHere } from './reader.js';
import { shareOut, type WeighedDay } from './shares.js';

const HOUR_MS = 3_600_000;
/** Some 300 decisions: they are read before a process has started. */
const SMALL_BYTES = 256 * 1024;
/** More would take memory and cores from decisions. */
const MOST_READERS = 2;
const ANOTHER = 'Another export is on its way here: only one at a time gets the memory for it';
const UNWANTED = 'Nobody waits for this export any more';
const RETRY_MS = 10_000;
/** For a piece, which is half a megabyte or so: a client that takes 10 kB a second is in time. */
const UNTAKEN_MS = 60_000;

/** An export while it takes memory and cores. */
interface Running {
  /** Somebody waits for it still. */
  isWanted: boolean;
  /** By the clock of `performance`, ms. */
  readonly startedAt: number;
  stop: () => Promise<void>;
  /** From its first piece on. */
  bytes?: Readable;
}

/** A file on its way out. */
export interface Export {
  readonly mediaType: string;
  readonly bytes: Readable;
}

/**
 * Decisions with what came of them, as a file, from the segments of this machine. A process of its own reads, so that
 * decisions need not wait; but for a few of them.
 */
@Injectable()
export class ExportService implements BeforeApplicationShutdown {
  readonly #folder: SegmentFolder;
  readonly #contractHash = featureContract().hash;
  #running?: Running;

  constructor(
    @Inject(SETTINGS) settings: Settings,
    @Inject(LOG) private readonly log: Logger,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly keys: LogKeyRepository,
    private readonly catalogs: CatalogPort,
  ) {
    this.#folder = new SegmentFolder(join(settings.PROXIMA_DATA_DIR, 'segments'));
  }

  /**
   * Comes back when the first piece is there: what goes wrong before is a refusal, what goes wrong later ends the file
   * before its end.
   * @param gone aborted when nobody waits for it any more.
   * @throws Refused OVERLOADED while another export runs, STATE_UNAVAILABLE when Redis does not answer, DRAINING when
   * nobody waits for it any more, or nobody may.
   */
  async open(tenant: TenantId, query: ExportQuery, gone: AbortSignal): Promise<Export> {
    if (this.#running) throw new Refused('OVERLOADED', ANOTHER, [], RETRY_MS);
    const running: Running = { isWanted: !gone.aborted, startedAt: performance.now(), stop: () => Promise.resolve() };
    this.#running = running;
    gone.addEventListener('abort', () => void leave(running), { once: true });
    try {
      const pieces = await this.start(tenant, query, running);
      const first = await pieces.next();
      mustBeWanted(running);
      const bytes = Readable.from(this.run(first.value as Uint8Array, pieces, running), { objectMode: false });
      running.bytes = bytes;
      // Also when nobody has read of it yet.
      bytes.once('close', () => void this.end(running));
      return { mediaType: MEDIA_TYPES[query.format], bytes };
    } catch (error) {
      const { isWanted } = running;
      await this.end(running);
      throw isWanted ? error : new Refused('DRAINING', UNWANTED);
    }
  }

  async beforeApplicationShutdown(): Promise<void> {
    if (this.#running) await leave(this.#running);
  }

  private async *run(
    first: Uint8Array,
    pieces: AsyncGenerator<Uint8Array>,
    running: Running,
  ): AsyncGenerator<Uint8Array> {
    try {
      yield* taken(first, running);
      for await (const piece of pieces) yield* taken(piece, running);
      const seconds = Math.round(performance.now() - running.startedAt) / 1000;
      this.log.info({ seconds }, 'decisions were exported');
    } catch (error) {
      if (running.isWanted) this.log.warn({ err: error }, 'an export ended before its end');
      throw error;
    }
  }

  private async end(running: Running): Promise<void> {
    await leave(running);
    if (this.#running === running) this.#running = undefined;
  }

  private async start(tenant: TenantId, query: ExportQuery, running: Running): Promise<AsyncGenerator<Uint8Array>> {
    const days = await this.weighedDays(tenant, query);
    const isSmall = days.reduce((sum, { bytes }) => sum + bytes, 0) <= SMALL_BYTES;
    const task = this.taskFor(query, shareOut(days, isSmall ? 1 : Math.min(MOST_READERS, availableParallelism())));
    mustBeWanted(running);
    const answers = this.answersFor(tenant);
    if (isSmall) {
      const reader = readHere({ ...task.order, days: task.shares[0]! }, answers);
      running.stop = () => reader.stop();
      return piecesOf(task, [reader]);
    }
    const apart = new ExportProcess(task, answers);
    running.stop = () => apart.stop();
    return apart.bytes();
  }

  private async weighedDays(tenant: TenantId, { from, to }: ExportQuery): Promise<WeighedDay[]> {
    const days = await this.#folder.days(tenant, from, to);
    return Promise.all(days.map(async (day) => ({ day, bytes: await bytesOf(day) })));
  }

  private taskFor(query: ExportQuery, shares: ExportTask['shares']): ExportTask {
    const { format, from = -Infinity, to = Infinity, reward } = query;
    const order = {
      format,
      from,
      to,
      now: this.clock.now(),
      waitMs: query.waitHours * HOUR_MS,
      reward,
      withSilences: query.rows === 'decisions',
      withPending: query.pending,
    };
    return { order, shares, about: this.aboutOf(query) };
  }

  private answersFor(tenant: TenantId): Answers {
    return {
      secrets: (subjects) => this.keys.secretsOfConsenting(tenant, subjects),
      offers: async (names: readonly OfferName[]) => {
        const told = [];
        for (const [version, offerId] of names) {
          const offer = (await this.catalogs.version(tenant, version))?.offerById(offerId);
          told.push(offer && tellOffer(offer));
        }
        return told;
      },
    };
  }

  /** What the file says of itself, where the format has a place for it. */
  private aboutOf(query: ExportQuery): Record<string, string> {
    return {
      'proxima.features': this.#contractHash,
      'proxima.query': JSON.stringify(query),
      'proxima.exportedAt': new Date(this.clock.now()).toISOString(),
    };
  }
}

function mustBeWanted({ isWanted }: Running): void {
  if (!isWanted) throw new Refused('DRAINING', UNWANTED);
}

/** One piece. Who does not take it for long keeps the place from all others: the file ends before its end. */
async function* taken(piece: Uint8Array, { bytes }: Running): AsyncGenerator<Uint8Array> {
  const patience = setTimeout(() => bytes?.destroy(new Error('nobody has taken of it for a minute')), UNTAKEN_MS);
  try {
    yield piece;
  } finally {
    clearTimeout(patience);
  }
}

/** Nobody waits for it any more. */
async function leave(running: Running): Promise<void> {
  running.isWanted = false;
  await running.stop();
}

async function bytesOf({ decisions, feedback }: SegmentDay): Promise<number> {
  let bytes = 0;
  for (const path of [...decisions, ...feedback]) {
    bytes += await stat(path).then(
      ({ size }) => size,
      () => 0,
    );
  }
  return bytes;
}
