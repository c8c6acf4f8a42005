import type { Problem } from '../contract/errors.js';

/** What the engine refuses, with its code. */
export class EngineRefusal extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly issues: Problem['issues'] = [],
  ) {
    super(message);
  }
}

/** Calls of a running engine, for the command line. */
export class EngineCalls {
  /** @param url with the path that all calls begin with. */
  constructor(
    private readonly url: string,
    private readonly token: string,
  ) {}

  /** @throws EngineRefusal, also when no engine answers. */
  async ask<T>(method: string, path: string, init: RequestInit = {}): Promise<T> {
    const text = await (await this.send(method, path, init)).text();
    return (text === '' ? undefined : JSON.parse(text)) as T;
  }

  /** The answer as it is. @throws EngineRefusal. */
  async send(method: string, path: string, init: RequestInit = {}): Promise<Response> {
    const headers = { authorization: `Bearer ${this.token}`, ...(init.headers as Record<string, string> | undefined) };
    const reply = await fetch(`${this.url}/${path}`, { ...init, method, headers }).catch((error: Error) => {
      throw new EngineRefusal('UNREACHABLE', `no engine answers at ${new URL(this.url).origin}: ${error.message}`);
    });
    if (reply.ok) return reply;
    const { code, detail, issues = [] } = parseProblem(await reply.text());
    const faults = issues.map(({ path: at, message }) => `\n  ${at || '(it)'}: ${message}`).join('');
    throw new EngineRefusal(code ?? String(reply.status), `${detail ?? reply.statusText}${faults}`, issues);
  }
}

export function json(body: unknown): RequestInit {
  return { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
}

function parseProblem(text: string): Partial<Problem> {
  try {
    return JSON.parse(text) as Partial<Problem>;
  } catch {
    return {};
  }
}
