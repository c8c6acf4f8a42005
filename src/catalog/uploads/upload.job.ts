import { createReadStream, createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Inject, Injectable } from '@nestjs/common';
import type { CatalogOffer } from '../../contract/catalog.js';
import type { TenantId } from '../../core/types/ids.js';
import type { Business } from '../../platform/config/business.js';
import type { Settings } from '../../platform/config/settings.js';
import { BUSINESS, SETTINGS } from '../../platform/tokens.js';
import { BaseCatalog } from '../base-catalog.js';
import { CatalogRepository } from '../catalog.repository.js';
import { CatalogComparison, type CellChange } from '../import/compare.js';
import type { ToldProblem } from '../import/problem.js';
import { writeBack } from '../import/write-back.js';
import { readKnown } from '../known.js';
import { configuredFields } from '../rule-language/rule-fields.js';
import { VersionDraft } from '../version-draft.js';
import { VersionRepository } from '../version.repository.js';
import { findMapping } from './find-mapping.js';
import type { Found, OfferFile, OnRows } from './found.js';
import { gatherFindings } from './gather-findings.js';
import { HeadFile } from './head-file.js';
import { readWholeCatalog } from './read-whole-catalog.js';
import { SheetFile } from './sheet-file.js';
import { StayingOffers } from './staying-offers.js';
import type { UploadFindings, UploadRecord } from './upload-record.js';
import { UploadRepository } from './upload.repository.js';
import { WholeCatalog } from './whole-catalog.js';

/** What came of an upload, beside what was found: the version of its good rows, if there is one. */
export type UploadResult = Pick<
  UploadRecord,
  'rows' | 'badRows' | 'errors' | 'against' | 'mergedInto' | 'version' | 'hasFileBack'
>;

/** Where the work is done. */
export interface WorkPlace {
  /** Of its own, empty. */
  readonly folder: string;
  /** The name of the version while it is written. */
  readonly draft: string;
}

/** One way through a file. */
interface Reading {
  readonly record: UploadRecord;
  readonly file: OfferFile;
  readonly base: BaseCatalog;
  readonly draft: string;
  readonly onRows: OnRows;
  readonly skip: ReadonlySet<number>;
}

interface Taken {
  readonly found: Found;
  readonly findings: UploadFindings;
  readonly version?: string;
}

const NONE: ReadonlySet<number> = new Set();

/**
 * The work on one upload: reads the file row by row, keeps the good ones as a version that serves nobody yet, and says
 * what is wrong with the others and what would change. Done twice, it has the same effect as done once.
 */
@Injectable()
export class UploadJob {
  constructor(
    private readonly uploads: UploadRepository,
    private readonly catalogs: CatalogRepository,
    private readonly versions: VersionRepository,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(BUSINESS) private readonly business: Business,
  ) {}

  /**
   * @throws Unreadable when the file as a whole is refused; whatever `onRows` throws.
   */
  async run(tenant: TenantId, record: UploadRecord, place: WorkPlace, onRows: OnRows): Promise<UploadResult> {
    const path = join(place.folder, 'file');
    const kept = this.uploads.fileThatCame(tenant, record.uploadId);
    await pipeline(Readable.from(kept.read()), createWriteStream(path, { mode: 0o600 }));
    const { findings, ...result } = await this.check(tenant, record, path, place.draft, onRows);
    await this.uploads.saveFindings(tenant, record.uploadId, findings);
    const { rows, badRows, errors, against } = findings;
    return { ...result, rows, badRows, errors, against };
  }

  private async check(
    tenant: TenantId,
    record: UploadRecord,
    path: string,
    draft: string,
    onRows: OnRows,
  ): Promise<Omit<Taken, 'found'> & Pick<UploadResult, 'mergedInto' | 'hasFileBack'>> {
    const base = await BaseCatalog.open(this.versions, tenant, await this.catalogs.currentVersion(tenant));
    const file = await this.open(tenant, record, path, base);
    const take = (skip: ReadonlySet<number>) => this.take(tenant, { record, file, base, draft, onRows, skip });
    let taken = await take(NONE);
    const { refusedLate } = taken.found;
    // Only the whole file shows that places are swapped: it is read once more without them.
    if (refusedLate.size > 0) {
      await this.versions.discard(tenant, draft);
      taken = await take(refusedLate);
    }
    const { problems, against } = taken.findings;
    const inFile = file.isHeadAlone ? [] : problems.filter(isInFile);
    if (inFile.length > 0) await this.giveBack(tenant, record, path, inFile);
    const { findings, version } = taken;
    const mergedInto = file.isHeadAlone || record.mode === 'merge' ? against : undefined;
    return { findings, version, mergedInto, hasFileBack: inFile.length > 0 };
  }

  private async open(tenant: TenantId, record: UploadRecord, path: string, base: BaseCatalog): Promise<OfferFile> {
    const fields = configuredFields(this.business);
    const json = await readWholeCatalog(path);
    if (json && !('offers' in json)) return new HeadFile(json, base.frame, fields);
    if (json) return new WholeCatalog(record.mode === 'merge' ? { ...base.frame, ...json } : json, fields);
    const { PROXIMA_CONFIG_DIR: configDir, PROXIMA_MODELS_DIR: modelsDir } = this.settings;
    const mapping = await findMapping(this.uploads, tenant, record.mapping, configDir);
    return new SheetFile(path, base.frame, mapping, readKnown(modelsDir, this.business, base.frame), fields);
  }

  /** Reads the file once, into a version. */
  private async take(tenant: TenantId, { record, file, base, draft: id, onRows, skip }: Reading): Promise<Taken> {
    const draft = new VersionDraft(this.versions, tenant, id, file.frame);
    const comparison = new CatalogComparison();
    const wanted = new Set(file.frame.fallbacks?.map(({ offer }) => offer));
    const add = (offer: CatalogOffer) => {
      wanted.delete(offer.id);
      return draft.add(offer);
    };
    for await (const offer of base.offers()) comparison.addOlder(offer);
    const onGood = (offer: CatalogOffer) => {
      comparison.addNewer(offer);
      return add(offer);
    };
    const found = await file.read(onGood, onRows, skip);
    const ownFrame = file.frame === base.frame ? undefined : file.frame;
    const staying = new StayingOffers(ownFrame, configuredFields(this.business), add);
    const changes: CellChange[] = [];
    for await (const offer of base.offers()) {
      changes.push(...comparison.cellsOf(offer));
      if (staysAsItIs(offer, record, file, found, comparison)) await staying.take(offer);
    }
    await staying.finish();
    const { findings, isUsable } = gatherFindings({ file, base, found, staying, comparison, missing: wanted, changes });
    if (isUsable) return { found, findings, version: await draft.finish() };
    await draft.discard();
    return { found, findings };
  }

  private async giveBack(
    tenant: TenantId,
    { uploadId, lang }: UploadRecord,
    path: string,
    problems: readonly ToldProblem[],
  ): Promise<void> {
    const out = `${path}-back`;
    await writeBack(path, out, problems, lang);
    const back = this.uploads.fileBack(tenant, uploadId);
    await back.remove();
    await back.write(createReadStream(out));
  }
}

/** Offers whose row is wrong; with `merge`, or a head alone, all that the file does not name. */
function staysAsItIs(
  { id }: CatalogOffer,
  { mode }: UploadRecord,
  { isHeadAlone }: OfferFile,
  { badIds }: Found,
  comparison: CatalogComparison,
): boolean {
  return !comparison.isInBoth(id) && (isHeadAlone === true || mode === 'merge' || badIds.has(id));
}

/** What would go is no matter of a row. */
function isInFile({ code }: ToldProblem): boolean {
  return code !== 'MOST_REMOVED' && code !== 'WOULD_BE_LEFT_OUT';
}
