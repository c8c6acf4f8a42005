import { readdir, rm, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { TenantId } from '../core/types/ids.js';

/** The files of one day (UTC) of decisions. */
export interface SegmentDay {
  readonly day: string;
  readonly decisions: readonly string[];
  readonly feedback: readonly string[];
}

const DAY_MS = 86_400_000;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** What a file holds: decisions, or what came of them. */
export type SegmentKind = 'decisions' | 'feedback';

const ENDINGS: Readonly<Record<SegmentKind, string>> = { decisions: '.ndjson.gz', feedback: '.feedback.gz' };

/**
 * `segments/tenant-TENANT/DAY/WRITER.ndjson.gz`, and `WRITER.feedback.gz` for what came of the decisions of that day: the
 * day (UTC) is the decision's in both, the writer a process with its start.
 */
export class SegmentFolder {
  constructor(private readonly root: string) {}

  /** @param at of the decision, whatever the kind. */
  pathFor(tenant: TenantId, at: number, writer: string, kind: SegmentKind = 'decisions'): string {
    return join(this.folderOf(tenant), dayOf(at), `${writer}${ENDINGS[kind]}`);
  }

  async tenants(): Promise<TenantId[]> {
    return (await namesIn(this.root))
      .filter((name) => name.startsWith(TENANT))
      .map((name) => name.slice(TENANT.length) as TenantId);
  }

  /** Files whose decisions may lie within the times, oldest day first. */
  async files(tenant: TenantId, from = -Infinity, to = Infinity): Promise<string[]> {
    return (await this.days(tenant, from, to)).flatMap(({ decisions }) => decisions);
  }

  /** The same by day, with the files of what came of them. */
  async days(tenant: TenantId, from = -Infinity, to = Infinity): Promise<SegmentDay[]> {
    const days = (await namesIn(this.folderOf(tenant))).filter((day) => DAY.test(day)).sort();
    const wanted = days.filter((day) => Date.parse(day) + DAY_MS > from && Date.parse(day) <= to);
    return Promise.all(
      wanted.map(async (day) => {
        const names = (await namesIn(join(this.folderOf(tenant), day))).sort();
        const of = (kind: SegmentKind) =>
          names.filter((name) => name.endsWith(ENDINGS[kind])).map((name) => join(this.folderOf(tenant), day, name));
        return { day, decisions: of('decisions'), feedback: of('feedback') };
      }),
    );
  }

  private folderOf(tenant: TenantId): string {
    return join(this.root, `${TENANT}${tenant}`);
  }

  /** Removes files that were last written before; returns how many. */
  async removeOlderThan(before: number): Promise<number> {
    let removed = 0;
    for (const tenant of await this.tenants()) {
      for (const path of (await this.days(tenant)).flatMap((day) => [...day.decisions, ...day.feedback])) {
        if ((await stat(path)).mtimeMs >= before) continue;
        await rm(path);
        removed += 1;
        await rmdir(join(path, '..')).catch(() => undefined);
      }
    }
    return removed;
  }
}

/** Before the name, for a tenant may be called `..`. */
const TENANT = 'tenant-';

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

async function namesIn(folder: string): Promise<string[]> {
  return readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
}
