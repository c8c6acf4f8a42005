import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { z } from 'zod';
import type { ConsentSet } from '../contract/consent.js';
import type { fix } from '../contract/position.js';

/** What a client is told on its standard input, one JSON object a line. */
export type Order =
  /** About location when no purpose is named. */
  | { do: 'consent'; status: 'granted' | 'withdrawn'; purpose?: ConsentSet['purpose'] }
  | { do: 'fix'; fix: z.input<typeof fix> & { at: number } }
  | { do: 'seen'; deliveryId: string };

/** A client under trial, in whatever language: it is started by a command and tells what it shows, one JSON object a line. */
export class ClientProcess {
  /** Deliveries on the screen, in the order in which they came there; one that comes twice is here twice. */
  readonly shown: string[] = [];
  readonly removed: string[] = [];
  readonly states: string[] = [];
  readonly #child: ChildProcess;
  #ended?: string;

  /** @param command with `{url}` and `{token}` in it, or a program that takes them from its environment */
  constructor(command: string, url: string, token: string) {
    this.#child = spawn(command.replaceAll('{url}', url).replaceAll('{token}', token), {
      shell: true,
      detached: true,
      env: { ...process.env, PROXIMA_URL: url, PROXIMA_TOKEN: token },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#child.once('exit', (code, signal) => (this.#ended = `ended with ${signal ?? `code ${code}`}`));
    // A client that has ended reads nothing more; the trial goes on and says what is missing.
    this.#child.stdin!.on('error', () => undefined);
    createInterface(this.#child.stdout!).on('line', (line) => this.hear(line));
  }

  /** Deliveries that came on the screen more than once. */
  get shownTwice(): string[] {
    return this.shown.filter((id, index) => this.shown.indexOf(id) !== index);
  }

  /** How it ended, if it has. */
  get ended(): string | undefined {
    return this.#ended;
  }

  tell(order: Order): void {
    this.#child.stdin!.write(`${JSON.stringify(order)}\n`);
  }

  /** Ends it with everything that its command has started. */
  async stop(): Promise<void> {
    if (this.#ended) return;
    const gone = new Promise<void>((resolve) => this.#child.once('exit', () => resolve()));
    process.kill(-this.#child.pid!, 'SIGKILL');
    await gone;
  }

  private hear(line: string): void {
    const told = parsed(line);
    if (typeof told.shown === 'string') this.shown.push(told.shown);
    if (typeof told.removed === 'string') this.removed.push(told.removed);
    if (typeof told.state === 'string') this.states.push(told.state);
  }
}

/** Other lines are the client's own affair. */
function parsed(line: string): Record<string, unknown> {
  try {
    const told: unknown = JSON.parse(line);
    return typeof told === 'object' && told !== null ? (told as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
