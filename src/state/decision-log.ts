import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import type { DecisionId, Owner, TenantId } from '../core/types/ids.js';
import type { Logger } from '../platform/log.js';
import { LOG } from '../platform/tokens.js';
import { keys } from './keys.js';
import { StateStore } from './state-store.js';

/** Notes of one turn of the clock leave together: one entry of the stream carries many. */
const NOTE_TOGETHER_MS = 25;
/** Entries; under load each holds some 25 decisions. What nobody fetched in time is left to the feedback window. */
const MOST_ENTRIES = 200_000;
/** Some hundred kilobytes: a whole stream would not come within the time that a command has. */
const ENTRIES_AT_ONCE = 500;
const GROUP = 'segments';
/** A reader that has not acknowledged for this long is gone; others take over what it had fetched. */
const GONE_MS = 60_000;

/** Whose decision, and which. */
export type Note = readonly [customer: string, id: string];

/** What is noted of a decision: that it was made, and later that something came of it. The fields of an entry. */
const KINDS = { made: 'n', answered: 'f' } as const;
type Kind = keyof typeof KINDS;
type Notes = Partial<Record<Kind, readonly Note[]>>;

/** One entry of the stream. */
export interface LogEntry {
  readonly entryId: string;
  /** Decisions that were made, and those that something came of. Left out when nobody can read it: then it was not we who wrote it. */
  readonly notes?: Notes;
}

/**
 * Which decisions were made: a stream for each tenant, of ids alone, that a worker reads to write segments. What a
 * decision was made of stays under the customer's own keys, so erasing those leaves nothing here.
 */
@Injectable()
export class DecisionLog implements BeforeApplicationShutdown {
  #unsent = new Map<TenantId, Record<Kind, Note[]>>();
  #sending?: NodeJS.Timeout;
  readonly #announced = new Set<TenantId>();

  constructor(
    private readonly store: StateStore,
    @Inject(LOG) private readonly log: Logger,
  ) {}

  /** That it was made, or that feedback has come which is to be kept with it. */
  note({ tenant, customer }: Owner, id: DecisionId, kind: Kind = 'made'): void {
    let notes = this.#unsent.get(tenant);
    if (!notes) this.#unsent.set(tenant, (notes = { made: [], answered: [] }));
    notes[kind].push([customer, id]);
    this.#sending ??= setTimeout(() => void this.send(), NOTE_TOGETHER_MS);
  }

  async beforeApplicationShutdown(): Promise<void> {
    clearTimeout(this.#sending);
    await this.send();
  }

  async tenants(): Promise<TenantId[]> {
    return (await this.store.run((redis) => redis.smembers(keys.loggingTenants()))) as TenantId[];
  }

  /** Before anything is fetched, each time anew: Redis may have come back empty. */
  async prepare(tenant: TenantId): Promise<void> {
    await this.store.run((redis) =>
      redis.xgroup('CREATE', keys.decisionLog(tenant), GROUP, '0', 'MKSTREAM').catch(ignoreExisting),
    );
  }

  /** Takes a customer out of what has yet to be written. */
  async forget({ tenant, customer }: Owner): Promise<void> {
    const key = keys.decisionLog(tenant);
    const unsent = this.#unsent.get(tenant);
    if (unsent)
      this.#unsent.set(tenant, {
        made: without(unsent.made, customer),
        answered: without(unsent.answered, customer),
      });
    // To where it ends now: what is added meanwhile is of others, or finds no record any more.
    const [last] = await this.store.run((redis) => redis.xrevrange(key, '+', '-', 'COUNT', 1));
    if (!last) return;
    let from = '-';
    for (;;) {
      const entries = await this.store.run((redis) => redis.xrange(key, from, last[0], 'COUNT', ENTRIES_AT_ONCE));
      for (const entry of entries) await this.forgetIn(key, tenant, toEntry(entry), customer);
      if (entries.length < ENTRIES_AT_ONCE) return;
      from = `(${entries.at(-1)![0]}`;
    }
  }

  private async forgetIn(
    key: string,
    tenant: TenantId,
    { entryId, notes: { made = [], answered = [] } = {} }: LogEntry,
    customer: string,
  ): Promise<void> {
    const others = { made: without(made, customer), answered: without(answered, customer) };
    if (countOf(others) === made.length + answered.length) return;
    // The others come in again at the end; who has fetched the entry before writes them twice, which readers know.
    if (countOf(others) > 0) await this.store.run((redis) => redis.xadd(key, '*', ...fieldsOf(others)));
    await this.done(tenant, [entryId]);
  }

  /** Entries that no reader has, or whose reader is gone; each stays this reader's until `done`. */
  async fetch(tenant: TenantId, reader: string, count: number): Promise<LogEntry[]> {
    const key = keys.decisionLog(tenant);
    const taken = await this.store.run(async (redis) => {
      const [, orphaned] = (await redis.xautoclaim(key, GROUP, reader, GONE_MS, '0', 'COUNT', count)) as [
        string,
        RawEntry[],
      ];
      if (orphaned.length > 0) return orphaned;
      const fresh = await redis.xreadgroup('GROUP', GROUP, reader, 'COUNT', count, 'STREAMS', key, '>');
      return entriesIn(fresh);
    });
    return taken.filter((entry) => entry?.[1]).map(toEntry);
  }

  /** What this reader had fetched before it could not write: to be tried again. */
  async fetchAgain(tenant: TenantId, reader: string, count: number): Promise<LogEntry[]> {
    const key = keys.decisionLog(tenant);
    const pending = await this.store.run((redis) =>
      redis.xreadgroup('GROUP', GROUP, reader, 'COUNT', count, 'STREAMS', key, '0'),
    );
    return entriesIn(pending)
      .filter((entry) => entry?.[1])
      .map(toEntry);
  }

  /** Written: the entries are of no more use. */
  async done(tenant: TenantId, entryIds: readonly string[]): Promise<void> {
    const key = keys.decisionLog(tenant);
    await this.store.run((redis) => Promise.all([redis.xack(key, GROUP, ...entryIds), redis.xdel(key, ...entryIds)]));
  }

  /** How many entries wait to be written. */
  async backlog(tenant: TenantId): Promise<number> {
    return this.store.run((redis) => redis.xlen(keys.decisionLog(tenant)));
  }

  private async send(): Promise<void> {
    const unsent = this.#unsent;
    this.#unsent = new Map();
    this.#sending = undefined;
    for (const [tenant, notes] of unsent) {
      await this.store
        .run((redis) => this.add(redis, tenant, notes))
        .catch(() => {
          // The records stay in the feedback window; only their way to the segments is lost.
          this.log.warn(
            { decisions: notes.made.length, feedback: notes.answered.length },
            'decisions could not be noted for the segments',
          );
        });
    }
  }

  private async add(
    redis: Parameters<Parameters<StateStore['run']>[0]>[0],
    tenant: TenantId,
    notes: Record<Kind, Note[]>,
  ) {
    if (countOf(notes) === 0) return;
    const key = keys.decisionLog(tenant);
    const added = redis.xadd(key, 'MAXLEN', '~', MOST_ENTRIES, '*', ...fieldsOf(notes));
    const announced = this.#announced.has(tenant) ? undefined : redis.sadd(keys.loggingTenants(), tenant);
    await Promise.all([added, announced]);
    this.#announced.add(tenant);
  }
}

type RawEntry = [entryId: string, fields: string[] | null];

/** RESP2 gives pairs of stream and entries, RESP3 a map. */
function entriesIn(answer: unknown): RawEntry[] {
  if (!answer) return [];
  if (Array.isArray(answer)) return ((answer as [string, RawEntry[]][])[0]?.[1] ?? []) as RawEntry[];
  const streams = answer instanceof Map ? [...answer.values()] : Object.values(answer as object);
  return (streams[0] ?? []) as RawEntry[];
}

/** An engine that knows nothing of feedback reads the first field alone: that is why decisions come first. */
function fieldsOf({ made, answered }: Record<Kind, readonly Note[]>): string[] {
  const fields: string[] = [];
  if (made.length > 0) fields.push(KINDS.made, JSON.stringify(made));
  if (answered.length > 0) fields.push(KINDS.answered, JSON.stringify(answered));
  return fields;
}

function countOf({ made, answered }: Record<Kind, readonly Note[]>): number {
  return made.length + answered.length;
}

function without<N extends Note>(notes: readonly N[], customer: string): N[] {
  return notes.filter(([name]) => name !== customer);
}

function toEntry([entryId, fields]: RawEntry): LogEntry {
  try {
    const made = notesIn(fields!, KINDS.made);
    const answered = notesIn(fields!, KINDS.answered);
    return (made ?? answered) ? { entryId, notes: { made, answered } } : { entryId };
  } catch {
    return { entryId };
  }
}

/** @throws SyntaxError or TypeError when they are not notes. */
function notesIn(fields: readonly string[], name: string): Note[] | undefined {
  const at = fields.indexOf(name);
  if (at < 0 || at % 2 !== 0) return undefined;
  const notes = JSON.parse(fields[at + 1]!) as unknown;
  if (!Array.isArray(notes) || !notes.every(isNote)) throw new TypeError('no notes');
  return notes;
}

function isNote(note: unknown): note is Note {
  return Array.isArray(note) && note.length === 2 && note.every((part) => typeof part === 'string');
}

function ignoreExisting(error: Error): void {
  if (!error.message.startsWith('BUSYGROUP')) throw error;
}
