import { Injectable } from '@nestjs/common';
import type { Readable } from 'node:stream';
import { Refused } from '../contract/errors.js';
import type { ModelStamp } from '../contract/models.js';
import type { TenantId } from '../core/types/ids.js';
import { sha256, type Manifest } from '../scoring/manifest.js';
import { ScoringService } from '../scoring/scoring.service.js';
import { MODEL_NAME } from '../contract/models.js';
import { checkRoom } from './check-room.js';
import { inspectApart } from './inspection-thread.js';
import type { UploadInspection } from './inspect-upload.js';
import { FILE_LIMITS } from './onnx/check-file.js';
import { RegistryRepository, type StoredVersion } from './registry.repository.js';

/** Each holds its file; they are looked at one after the other. */
const MOST_AT_ONCE = 4;

const NOTHING_CAME = { path: 'code', message: 'NOT_ONNX' };

/** Makes versions of files that can serve. */
@Injectable()
export class UploadService {
  #coming = 0;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly registry: RegistryRepository,
    private readonly scoring: ScoringService,
  ) {}

  /**
   * @returns the version, and whether there was none of this file yet.
   * @throws Refused MODEL_REFUSED with all that was looked at; TOO_LARGE, INVALID_MESSAGE, OVERLOADED, SPACE_FULL.
   */
  async take(tenant: TenantId, by: string, body: Readable): Promise<{ stored: StoredVersion; isNew: boolean }> {
    if (this.#coming >= MOST_AT_ONCE) throw new Refused('OVERLOADED', 'Other models are being looked at; try again');
    this.#coming += 1;
    try {
      const bytes = await readAll(body).catch((error: Error) => {
        throw error instanceof Refused ? error : new Refused('INVALID_MESSAGE', 'The body broke off before its end');
      });
      const turn = this.#turn.then(() => this.takeFile(tenant, by, bytes));
      this.#turn = turn.catch(() => undefined);
      return await turn;
    } finally {
      this.#coming -= 1;
    }
  }

  private async takeFile(
    tenant: TenantId,
    by: string,
    bytes: Buffer,
  ): Promise<{ stored: StoredVersion; isNew: boolean }> {
    if (bytes.length === 0) throw new Refused('MODEL_REFUSED', 'NOT_ONNX: the body is empty', [NOTHING_CAME]);
    const uploadSha256 = sha256(bytes);
    const versions = await this.registry.versions(tenant, MODEL_NAME);
    const known = versions.find((version) => version.uploadSha256 === uploadSha256);
    if (known) return { stored: known, isNew: false };
    checkRoom(versions, bytes.length);
    const inspection = await inspectApart(bytes).catch((error: Error) => {
      throw new Refused('MODEL_REFUSED', `PROBE_ENDED: ${error.message}`, [{ path: 'code', message: 'PROBE_ENDED' }]);
    });
    if (inspection.verdict === 'refused' || !inspection.stamp) throw refusalOf(inspection);
    const number = await this.registry.nextNumber(
      tenant,
      MODEL_NAME,
      Number(this.scoring.shipped.manifest.version) + 1,
    );
    const at = new Date().toISOString();
    const model = inspection.bytes!;
    const manifest = manifestOf(String(number), inspection, inspection.stamp, model);
    const { checks, facts, probe, stamp } = inspection;
    const stored: StoredVersion = {
      manifest,
      checks,
      by,
      at,
      uploadSha256,
      bytes: model.length,
      producer: facts && `${facts.producer} ${facts.producerVersion}`.trim().slice(0, 200),
      p50Us64: probe?.p50Us64,
      p99Us64: probe?.p99Us64,
      reference: stamp.reference,
      about: stamp.about,
    };
    await this.registry.keep(tenant, MODEL_NAME, stored, model, {
      action: 'upload',
      version: manifest.version,
      by,
      at,
    });
    return { stored, isNew: true };
  }
}

async function readAll(body: Readable): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  // Left open: the connection is fit for the next call when the rest has been read, and thrown away.
  for await (const piece of body.iterator({ destroyOnReturn: false })) {
    size += (piece as Buffer).length;
    if (size > FILE_LIMITS.bytes) break;
    pieces.push(piece as Buffer);
  }
  if (size <= FILE_LIMITS.bytes) return Buffer.concat(pieces);
  body.resume();
  throw new Refused('TOO_LARGE', `A model has ${FILE_LIMITS.bytes / 2 ** 20} MiB at most`);
}

function manifestOf(version: string, inspection: UploadInspection, stamp: ModelStamp, model: Uint8Array): Manifest {
  const { inputs, outputs, probe } = inspection;
  const { output, column } = probe!.probability!;
  const columns = outputs.find(({ name }) => name === output)?.shape.at(-1);
  const hasOne = columns === 1 && column === 0;
  return {
    name: MODEL_NAME,
    version,
    input: inputs[0]!.name,
    output,
    ...(!hasOne && { outputColumn: column }),
    ...(probe!.batch !== undefined && { batch: probe!.batch }),
    columns: stamp.columns,
    featureHash: sha256(JSON.stringify(stamp.columns)),
    modelSha256: sha256(model),
    categories: stamp.categories,
    basePrior: stamp.basePrior,
    ...(stamp.calibration && { calibration: stamp.calibration }),
  };
}

/** Everything that was found, so that whoever uploads it needs not ask again. */
function refusalOf({ code, message, advice, checks }: UploadInspection): Refused {
  const found = checks.map(({ name, verdict, message: what }) => ({ path: name, message: `${verdict}: ${what}` }));
  const issues = [
    { path: 'code', message: code ?? 'UNKNOWN' },
    { path: 'advice', message: advice ?? '' },
  ];
  return new Refused('MODEL_REFUSED', `${code}: ${message}`, [...issues, ...found]);
}
