import { join } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import type { DecisionId, Owner, TenantId } from '../core/types/ids.js';
import { DecisionArchive, type LoggedId } from '../engine/archive.port.js';
import type { Settings } from '../platform/config/settings.js';
import { SETTINGS } from '../platform/tokens.js';
import { DecisionRepository, parseStored, type StoredDecision } from '../state/decision.repository.js';
import { LogKeyRepository, type LogKey } from '../state/log-key.repository.js';
import { unseal } from './seal.js';
import { readLines, type SegmentLine } from './segment-file.js';
import { SegmentFolder } from './segment-folder.js';

export interface Range {
  /** Epoch ms, of the decision. */
  readonly from?: number;
  readonly to?: number;
}

/** Reads decisions back: from Redis within the feedback window, else from the segments of this machine. */
@Injectable()
export class ArchiveService extends DecisionArchive {
  readonly #folder: SegmentFolder;

  constructor(
    @Inject(SETTINGS) settings: Settings,
    private readonly decisions: DecisionRepository,
    private readonly keys: LogKeyRepository,
  ) {
    super();
    this.#folder = new SegmentFolder(join(settings.PROXIMA_DATA_DIR, 'segments'));
  }

  override async find(tenant: TenantId, id: DecisionId): Promise<StoredDecision | undefined> {
    const fresh = await this.decisions.load(tenant, id);
    if (fresh) return fresh;
    for await (const line of this.lines(tenant, rangeOf(id))) {
      if (line.id !== id) continue;
      const owner = await this.keys.ownerOf(tenant, line.who);
      const key = owner && (await this.keys.find(owner));
      return key && this.open(line, owner, key);
    }
    return undefined;
  }

  /** One customer's decisions in the segments, oldest day first. */
  async *ofCustomer(owner: Owner, range: Range = {}): AsyncGenerator<StoredDecision> {
    const key = await this.keys.find(owner);
    if (!key) return;
    for await (const line of this.lines(owner.tenant, range))
      if (line.who === key.who) yield this.open(line, owner, key);
  }

  /** All decisions of a tenant in the segments but those of customers who were erased. */
  async *all(tenant: TenantId, range: Range = {}): AsyncGenerator<StoredDecision> {
    const known = new Map<string, readonly [Owner, LogKey] | undefined>();
    for await (const line of this.lines(tenant, range)) {
      if (!known.has(line.who)) known.set(line.who, await this.whoIs(tenant, line.who));
      const [owner, key] = known.get(line.who) ?? [];
      if (owner && key) yield this.open(line, owner, key);
    }
  }

  override async newest(tenant: TenantId, from: number, to: number, most: number): Promise<readonly LoggedId[]> {
    let lines: Pick<SegmentLine, 'id' | 'at' | 'who'>[] = [];
    const cut = () => (lines = lines.sort((a, b) => a.at - b.at).slice(-most));
    for await (const { id, at, who } of this.lines(tenant, { from, to })) {
      lines.push({ id, at, who });
      if (lines.length > 2 * most) cut();
    }
    const owners = new Map<string, Owner | undefined>();
    const found: LoggedId[] = [];
    for (const { id, who } of cut()) {
      if (!owners.has(who)) owners.set(who, await this.keys.ownerOf(tenant, who));
      const owner = owners.get(who);
      if (owner) found.push({ owner, id: id as DecisionId });
    }
    return found;
  }

  private async whoIs(tenant: TenantId, who: string): Promise<readonly [Owner, LogKey] | undefined> {
    const owner = await this.keys.ownerOf(tenant, who);
    const key = owner && (await this.keys.find(owner));
    return key && [owner, key];
  }

  /** Each decision once, though a crash may have had it written twice. */
  private async *lines(tenant: TenantId, { from = -Infinity, to = Infinity }: Range): AsyncGenerator<SegmentLine> {
    let day = '';
    let seen = new Set<string>();
    for (const path of await this.#folder.files(tenant, from, to)) {
      if (join(path, '..') !== day) [day, seen] = [join(path, '..'), new Set()];
      for await (const line of readLines(path)) {
        if (line.at < from || line.at > to || seen.has(line.id)) continue;
        seen.add(line.id);
        yield line;
      }
    }
  }

  private open({ box }: SegmentLine, owner: Owner, { secret }: LogKey): StoredDecision {
    return parseStored(owner, unseal(box, secret));
  }
}

/** Ids begin with their time, but those of callers who chose a key of their own. */
function rangeOf(id: DecisionId): Range {
  const at = /^[0-9a-z]{9}-/.test(id) ? parseInt(id.slice(0, 9), 36) : NaN;
  return Number.isNaN(at) ? {} : { from: at, to: at };
}
