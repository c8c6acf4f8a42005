import { readdir, rm, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { TenantId } from '../core/types/ids.js';

const DAY_MS = 86_400_000;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** `segments/tenant-TENANT/DAY/WRITER.ndjson.gz`: the day (UTC) is the decision's, the writer a process with its start. */
export class SegmentFolder {
  constructor(private readonly root: string) {}

  pathFor(tenant: TenantId, at: number, writer: string): string {
    return join(this.folderOf(tenant), dayOf(at), `${writer}.ndjson.gz`);
  }

  async tenants(): Promise<TenantId[]> {
    return (await namesIn(this.root))
      .filter((name) => name.startsWith(TENANT))
      .map((name) => name.slice(TENANT.length) as TenantId);
  }

  /** Files whose decisions may lie within the times, oldest day first. */
  async files(tenant: TenantId, from = -Infinity, to = Infinity): Promise<string[]> {
    const days = (await namesIn(this.folderOf(tenant))).filter((day) => DAY.test(day)).sort();
    const wanted = days.filter((day) => Date.parse(day) + DAY_MS > from && Date.parse(day) <= to);
    const files = await Promise.all(
      wanted.map(async (day) => {
        const names = await namesIn(join(this.folderOf(tenant), day));
        return names.filter((name) => name.endsWith('.gz')).map((name) => join(this.folderOf(tenant), day, name));
      }),
    );
    return files.flat();
  }

  private folderOf(tenant: TenantId): string {
    return join(this.root, `${TENANT}${tenant}`);
  }

  /** Removes files that were last written before; returns how many. */
  async removeOlderThan(before: number): Promise<number> {
    let removed = 0;
    for (const tenant of await this.tenants()) {
      for (const path of await this.files(tenant)) {
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
