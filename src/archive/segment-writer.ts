import { hostname } from 'node:os';
import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { join } from 'node:path';
import { Refused } from '../contract/errors.js';
import type { CustomerId, DecisionId, Owner, TenantId } from '../core/types/ids.js';
import type { Settings } from '../platform/config/settings.js';
import type { Logger } from '../platform/log.js';
import { LOG, SETTINGS } from '../platform/tokens.js';
import { DecisionLog, type LogEntry, type Note } from '../state/decision-log.js';
import { LogKeyRepository } from '../state/log-key.repository.js';
import { seal } from './seal.js';
import { appendLines, type SegmentLine } from './segment-file.js';
import { SegmentFolder, type SegmentKind } from './segment-folder.js';
import { SegmentState } from './segment-state.js';

/** Short, so that what waits is little: a long round would take the core from decisions for as long. */
const PAUSE_MS = 100;
/** After a fault of the disk or of Redis: nothing is lost meanwhile, the stream keeps what waits. */
const RETRY_MS = 5_000;
const ENTRIES_AT_ONCE = 8;
/** Asked for together; more would make decisions wait for Redis. */
const READ_AT_ONCE = 16;
const LEFT_OUT = 'what was decided cannot be read, and cannot be kept in the segments';
const DAY_MS = 86_400_000;
const CLEAN_EVERY_MS = 3_600_000;

/**
 * The worker that takes decisions from the stream to the disk: reads their records, seals each with its customer's key,
 * and appends them to this process's own file of the day. An entry is acknowledged when its lines are on the disk, so a
 * crash in between writes some twice and none never; readers take the first. What nobody can read is told and left out:
 * it would hold up all that comes after it.
 */
@Injectable()
export class SegmentWriter implements BeforeApplicationShutdown {
  readonly #folder: SegmentFolder;
  readonly #reader = `${hostname()}.${process.pid}.${Date.now().toString(36)}`;
  #next?: NodeJS.Timeout;
  #round: Promise<void> = Promise.resolve();
  #cleanedAt = 0;
  #isStopping = false;

  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(LOG) private readonly log: Logger,
    private readonly decisionLog: DecisionLog,
    private readonly keys: LogKeyRepository,
    private readonly state: SegmentState,
  ) {
    this.#folder = new SegmentFolder(join(settings.PROXIMA_DATA_DIR, 'segments'));
  }

  start(): void {
    const pauseMs = this.state.fault ? RETRY_MS : PAUSE_MS;
    this.#next = setTimeout(() => {
      this.#round = this.round().then(() => {
        if (!this.#isStopping) this.start();
      });
    }, pauseMs);
    this.#next.unref();
  }

  /** Writes all that waits now, whatever the clock says; for tests. */
  async writeAll(): Promise<void> {
    await this.#round;
    await this.round();
  }

  /** What it has fetched is written; what waits beyond that is for the next start, or for another worker. */
  async beforeApplicationShutdown(): Promise<void> {
    this.#isStopping = true;
    clearTimeout(this.#next);
    await this.#round;
  }

  private async round(): Promise<void> {
    try {
      for (const tenant of await this.decisionLog.tenants()) await this.writeTenant(tenant);
      if (this.state.fault) this.log.info('segments are written again');
      this.state.works();
      await this.clean();
    } catch (error) {
      const { syscall, code } = error as NodeJS.ErrnoException;
      const told = error instanceof Refused ? 'REDIS' : 'FAULT';
      const fault = syscall && code ? code : told;
      if (this.state.fault !== fault)
        this.log.error({ fault, err: error }, 'segments cannot be written; decisions wait in the stream');
      this.state.failed(fault);
    }
  }

  /** First what could not be written before, then what is new. */
  private async writeTenant(tenant: TenantId): Promise<void> {
    await this.decisionLog.prepare(tenant);
    await this.writeWhile(tenant, () => this.decisionLog.fetchAgain(tenant, this.#reader, ENTRIES_AT_ONCE));
    await this.writeWhile(tenant, () => this.decisionLog.fetch(tenant, this.#reader, ENTRIES_AT_ONCE));
  }

  private async writeWhile(tenant: TenantId, fetch: () => Promise<LogEntry[]>): Promise<void> {
    while (!this.#isStopping) {
      const entries = await fetch();
      if (entries.length === 0) return;
      await this.writeEntries(tenant, entries);
    }
  }

  private async writeEntries(tenant: TenantId, entries: readonly LogEntry[]): Promise<void> {
    for (const { entryId, notes } of entries) if (!notes) this.log.error({ entryId }, LEFT_OUT);
    const made = entries.flatMap(({ notes }) => notes?.made ?? []);
    this.state.wrote(await this.writeLines(tenant, 'decisions', made));
    // Once each: a line holds all that came so far.
    const answered = new Map(entries.flatMap(({ notes }) => notes?.answered ?? []).map((note) => [note[1], note]));
    await this.writeLines(tenant, 'feedback', [...answered.values()]);
    await this.decisionLog.done(
      tenant,
      entries.map(({ entryId }) => entryId),
    );
  }

  /** @returns how many lines were written. */
  private async writeLines(tenant: TenantId, kind: SegmentKind, notes: readonly Note[]): Promise<number> {
    const byPath = new Map<string, SegmentLine[]>();
    for (let first = 0; first < notes.length; first += READ_AT_ONCE) {
      const few = notes.slice(first, first + READ_AT_ONCE);
      const lines = await Promise.all(
        few.map(([customer, id]) => this.lineOf({ tenant, customer: customer as CustomerId }, id as DecisionId, kind)),
      );
      for (const line of lines) {
        if (!line) continue;
        const path = this.#folder.pathFor(tenant, line.at, this.#reader, kind);
        const known = byPath.get(path);
        if (known) known.push(line);
        else byPath.set(path, [line]);
      }
    }
    let written = 0;
    for (const [path, own] of byPath) {
      await appendLines(path, own);
      written += own.length;
    }
    return written;
  }

  /** Nothing when the record is gone: its customer was erased in between, or its window is over. */
  private async lineOf(owner: Owner, id: DecisionId, kind: SegmentKind): Promise<SegmentLine | undefined> {
    try {
      return await (kind === 'decisions' ? this.decisionLine(owner, id) : this.feedbackLine(owner, id));
    } catch (error) {
      if (error instanceof Refused) throw error;
      this.log.error({ decisionId: id, err: error }, LEFT_OUT);
      return undefined;
    }
  }

  private async decisionLine(owner: Owner, id: DecisionId): Promise<SegmentLine | undefined> {
    const taken = await this.keys.takeRecord(owner, id);
    if (!taken) return undefined;
    const { text, key } = taken;
    return { id, at: timeOf(text), who: key.who, box: seal(text, key.secret) };
  }

  /** All that has come so far: a later line says more, and takes its place. */
  private async feedbackLine(owner: Owner, id: DecisionId): Promise<SegmentLine | undefined> {
    const taken = await this.keys.takeFeedback(owner, id);
    if (!taken) return undefined;
    const { record, lines, key } = taken;
    return { id, at: timeOf(record), who: key.who, box: seal(`[${lines.join(',')}]`, key.secret) };
  }

  private async clean(): Promise<void> {
    if (Date.now() - this.#cleanedAt < CLEAN_EVERY_MS) return;
    this.#cleanedAt = Date.now();
    const removed = await this.#folder.removeOlderThan(Date.now() - this.settings.PROXIMA_SEGMENT_DAYS * DAY_MS);
    if (removed > 0) this.log.info({ removed }, 'segments past their retention were removed');
  }
}

/** The first `now` is the decision's: before it come its id and its seed. To parse the whole record costs ten times as long. */
function timeOf(record: string): number {
  const at = Number(/"now":(\d+)/.exec(record)?.[1]);
  return Number.isNaN(at) ? (JSON.parse(record) as { input: { now: number } }).input.now : at;
}
