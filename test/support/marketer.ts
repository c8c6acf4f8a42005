import { setTimeout as sleep } from 'node:timers/promises';
import type { UploadAnswer } from '../../src/contract/catalog-upload.js';
import type { Role } from '../../src/platform/auth/claims.js';
import { tokenFor } from './tokens.js';

export interface Reply<T> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

function isFile(body: unknown): boolean {
  return typeof body === 'string' || body instanceof Uint8Array || body instanceof Blob;
}

const WORKING = ['queued', 'checking'];

/** Who brings catalogs live over HTTP. */
export class Marketer {
  private constructor(
    private readonly url: string,
    private readonly token: string,
  ) {}

  static async of(url: string, role: Role = 'marketer', tenant = 'default'): Promise<Marketer> {
    return new Marketer(url, await tokenFor(role, 'mia', tenant));
  }

  async ask<T>(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Reply<T>> {
    const isJson = body !== undefined && !isFile(body);
    const reply = await fetch(`${this.url}/v1/catalog/${path}`, {
      method,
      body: isJson ? JSON.stringify(body) : (body as string | Blob | Uint8Array<ArrayBuffer> | undefined),
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(isJson && { 'content-type': 'application/json' }),
        ...headers,
      },
    });
    const text = await reply.text();
    const isToldAsJson = reply.headers.get('content-type')?.includes('json') === true;
    return { status: reply.status, headers: reply.headers, body: (isToldAsJson ? JSON.parse(text) : text) as T };
  }

  /** Sends a file, and waits until the work on it is over. */
  async upload(file: string | Uint8Array, query = '', timeoutMs?: number): Promise<UploadAnswer> {
    const { status, body } = await this.ask<UploadAnswer>('POST', `uploads?${query}`, file);
    if (status > 202) throw new Error(`${status}: ${JSON.stringify(body)}`);
    return this.checked(body.uploadId, timeoutMs);
  }

  async checked(uploadId: string, timeoutMs = 30_000): Promise<UploadAnswer> {
    const deadline = Date.now() + timeoutMs;
    for (;;) {
      const { body } = await this.ask<UploadAnswer>('GET', `uploads/${uploadId}`);
      if (!WORKING.includes(body.state)) return body;
      if (Date.now() > deadline) throw new Error(`the upload is still ${body.state} after ${timeoutMs} ms`);
      await sleep(50);
    }
  }

  /** Sends a file and lets its good rows serve. */
  async goLive(file: string | Uint8Array, query = '', timeoutMs?: number): Promise<UploadAnswer> {
    const upload = await this.upload(file, query, timeoutMs);
    if (!upload.version) throw new Error(`nothing to publish: ${JSON.stringify(upload)}`);
    const { status, body } = await this.ask('POST', `versions/${upload.version}/publish`, { withoutBadRows: true });
    if (status !== 200) throw new Error(`${status}: ${JSON.stringify(body)}`);
    return upload;
  }
}
