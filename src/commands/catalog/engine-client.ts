import { existsSync, openAsBlob } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Publication, StopAnswer, UploadAnswer, VersionAnswer } from '../../contract/catalog-upload.js';
import { Unreadable } from '../../catalog/import/unreadable.js';
import type { Mapping } from '../../catalog/import/mapping.js';
import { EngineCalls, EngineRefusal, json } from '../engine-calls.js';

const LOOK_MS = 250;
const WORKING: ReadonlySet<string> = new Set(['queued', 'checking']);

/** The catalog routes of a running engine, for the command line. */
export class EngineClient {
  readonly #calls: EngineCalls;

  constructor(url: string, token: string) {
    this.#calls = new EngineCalls(`${url}/v1/catalog`, token);
  }

  async upload(file: string, query: Record<string, string>): Promise<UploadAnswer> {
    const path = `uploads?${new URLSearchParams(query).toString()}`;
    if (!existsSync(file)) throw new Unreadable('FILE_MISSING', `there is no file ${file}`);
    return this.#calls.ask('POST', path, { body: await openAsBlob(file) });
  }

  /** Asks until the work on it is over. */
  async checked(uploadId: string, lang: string, onRows: (upload: UploadAnswer) => void): Promise<UploadAnswer> {
    for (;;) {
      const upload = await this.#calls.ask<UploadAnswer>('GET', `uploads/${uploadId}?lang=${lang}&limit=10000`);
      if (!WORKING.has(upload.state)) return upload;
      onRows(upload);
      await sleep(LOOK_MS);
    }
  }

  keepMapping(name: string, mapping: Mapping): Promise<void> {
    return this.#calls.ask('PUT', `mappings/${name}`, json(mapping));
  }

  /** @param against what must serve now; left out: whatever does. */
  async publish(version: string, withoutBadRows: boolean, against?: string): Promise<Publication> {
    const { body, headers } = json({ withoutBadRows });
    const told = { body, headers: { ...headers, ...(against && { 'if-match': `"${against}"` }) } };
    return this.settled(await this.#calls.ask('POST', `versions/${version}/publish`, told));
  }

  async rollback(to: string | undefined): Promise<Publication> {
    return this.settled(await this.#calls.ask('POST', 'rollback', json({ to })));
  }

  versions(): Promise<VersionAnswer[]> {
    return this.#calls.ask('GET', 'versions');
  }

  stop(target: Record<string, string>): Promise<StopAnswer> {
    return this.#calls.ask('POST', 'stops', json(target));
  }

  lift(stopId: string): Promise<void> {
    return this.#calls.ask('DELETE', `stops/${encodeURIComponent(stopId)}`);
  }

  private async settled(publication: Publication): Promise<Publication> {
    let now = publication;
    while (now.state === 'waiting') {
      await sleep(LOOK_MS);
      now = await this.#calls.ask<Publication>('GET', `publications/${now.publicationId}`);
    }
    if (now.state === 'refused') throw new EngineRefusal(now.code ?? 'INTERNAL', now.message ?? 'refused');
    return now;
  }
}
