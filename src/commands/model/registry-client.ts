import type { ModelCalibration, ModelDrift, ModelEvaluation, ModelHistory } from '../../contract/model-evidence.js';
import type { ModelVersionAnswer } from '../../contract/models.js';
import type { ModelAuditEntry, ModelRelease } from '../../contract/releases.js';
import { MODEL_NAME } from '../../contract/models.js';
import { EngineCalls, json } from '../engine-calls.js';

/** The model routes of a running engine, for the command line. */
export class RegistryClient {
  readonly #calls: EngineCalls;

  constructor(url: string, token: string) {
    this.#calls = new EngineCalls(`${url}/v1/models/${MODEL_NAME}`, token);
  }

  upload(file: Uint8Array): Promise<ModelVersionAnswer> {
    const headers = { 'content-type': 'application/octet-stream' };
    return this.#calls.ask('POST', 'versions', { body: Buffer.from(file), headers });
  }

  versions(): Promise<ModelVersionAnswer[]> {
    return this.#calls.ask('GET', 'versions');
  }

  version(version: string): Promise<ModelVersionAnswer> {
    return this.#calls.ask('GET', pathOf(version));
  }

  async file(version: string): Promise<Uint8Array> {
    return new Uint8Array(await (await this.#calls.send('GET', `${pathOf(version)}/file`)).arrayBuffer());
  }

  release(): Promise<ModelRelease> {
    return this.#calls.ask('GET', 'aliases');
  }

  assign(alias: string, request: object): Promise<ModelRelease> {
    return this.#calls.ask('PUT', `aliases/${encodeURIComponent(alias)}`, json(request));
  }

  withdraw(alias: string): Promise<ModelRelease> {
    return this.#calls.ask('DELETE', `aliases/${encodeURIComponent(alias)}`);
  }

  remove(version: string): Promise<ModelRelease> {
    return this.#calls.ask('DELETE', pathOf(version));
  }

  promote(version: string, override: string | undefined): Promise<ModelRelease> {
    return this.#calls.ask('POST', 'promote', json({ version, override }));
  }

  rollBack(reason: string | undefined): Promise<ModelRelease> {
    return this.#calls.ask('POST', 'rollback', json({ reason }));
  }

  evaluate(version: string, request: object): Promise<ModelEvaluation> {
    return this.#calls.ask('POST', `${pathOf(version)}/evaluations`, json(request));
  }

  calibrate(version: string, request: object): Promise<ModelCalibration> {
    return this.#calls.ask('POST', `${pathOf(version)}/calibrations`, json(request));
  }

  drift(version: string): Promise<ModelDrift> {
    return this.#calls.ask('GET', `${pathOf(version)}/drift`);
  }

  history(version: string): Promise<ModelHistory> {
    return this.#calls.ask('GET', `${pathOf(version)}/history`);
  }

  audit(): Promise<ModelAuditEntry[]> {
    return this.#calls.ask('GET', 'audit');
  }
}

/** A slip of the keyboard leads nowhere else. */
function pathOf(version: string): string {
  return `versions/${encodeURIComponent(version)}`;
}
