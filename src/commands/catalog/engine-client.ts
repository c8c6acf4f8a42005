import { existsSync, openAsBlob } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Publication, StopAnswer, UploadAnswer, VersionAnswer } from '../../contract/catalog-upload.js';
import type { Problem } from '../../contract/errors.js';
import { Unreadable } from '../../catalog/import/unreadable.js';
import type { Mapping } from '../../catalog/import/mapping.js';

const LOOK_MS = 250;
const WORKING: ReadonlySet<string> = new Set(['queued', 'checking']);

/** What the engine refuses, with its code. */
export class EngineRefusal extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

/** The catalog routes of a running engine, for the command line. */
export class EngineClient {
  constructor(
    private readonly url: string,
    private readonly token: string,
  ) {}

  async upload(file: string, query: Record<string, string>): Promise<UploadAnswer> {
    const path = `uploads?${new URLSearchParams(query).toString()}`;
    if (!existsSync(file)) throw new Unreadable('FILE_MISSING', `there is no file ${file}`);
    return this.ask('POST', path, { body: await openAsBlob(file) });
  }

  /** Asks until the work on it is over. */
  async checked(uploadId: string, lang: string, onRows: (upload: UploadAnswer) => void): Promise<UploadAnswer> {
    for (;;) {
      const upload = await this.ask<UploadAnswer>('GET', `uploads/${uploadId}?lang=${lang}&limit=10000`);
      if (!WORKING.has(upload.state)) return upload;
      onRows(upload);
      await sleep(LOOK_MS);
    }
  }

  keepMapping(name: string, mapping: Mapping): Promise<void> {
    return this.ask('PUT', `mappings/${name}`, json(mapping));
  }

  /** @param against what must serve now; left out: whatever does. */
  async publish(version: string, withoutBadRows: boolean, against?: string): Promise<Publication> {
    const { body, headers } = json({ withoutBadRows });
    const told = { body, headers: { ...headers, ...(against && { 'if-match': `"${against}"` }) } };
    return this.settled(await this.ask('POST', `versions/${version}/publish`, told));
  }

  async rollback(to: string | undefined): Promise<Publication> {
    return this.settled(await this.ask('POST', 'rollback', json({ to })));
  }

  versions(): Promise<VersionAnswer[]> {
    return this.ask('GET', 'versions');
  }

  stop(target: Record<string, string>): Promise<StopAnswer> {
    return this.ask('POST', 'stops', json(target));
  }

  lift(stopId: string): Promise<void> {
    return this.ask('DELETE', `stops/${encodeURIComponent(stopId)}`);
  }

  private async settled(publication: Publication): Promise<Publication> {
    let now = publication;
    while (now.state === 'waiting') {
      await sleep(LOOK_MS);
      now = await this.ask<Publication>('GET', `publications/${now.publicationId}`);
    }
    if (now.state === 'refused') throw new EngineRefusal(now.code ?? 'INTERNAL', now.message ?? 'refused');
    return now;
  }

  private async ask<T>(method: string, path: string, init: RequestInit = {}): Promise<T> {
    const headers = { authorization: `Bearer ${this.token}`, ...(init.headers as Record<string, string> | undefined) };
    const reply = await fetch(`${this.url}/v1/catalog/${path}`, { ...init, method, headers }).catch((error: Error) => {
      throw new EngineRefusal('UNREACHABLE', `no engine answers at ${this.url}: ${error.message}`);
    });
    const text = await reply.text();
    if (reply.ok) return (text === '' ? undefined : JSON.parse(text)) as T;
    const { code, detail, issues = [] } = parseProblem(text);
    const faults = issues.map(({ path: at, message }) => `\n  ${at || '(it)'}: ${message}`).join('');
    throw new EngineRefusal(code ?? String(reply.status), `${detail ?? reply.statusText}${faults}`);
  }
}

function json(body: unknown): RequestInit {
  return { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
}

function parseProblem(text: string): Partial<Problem> {
  try {
    return JSON.parse(text) as Partial<Problem>;
  } catch {
    return {};
  }
}
