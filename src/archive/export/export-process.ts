import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { answerTo, type Question } from './asking.js';
import type { Answers, ExportTask } from './export-order.js';

/** Where the process writes the file to; questions and answers go by the channel of messages. */
export const BYTES_FD = 3;
/** Of the thread that puts the pieces together; those that read have their own. */
const HEAP_MEBIBYTES = 48;

/** What the process could not do, before it ends. */
export interface ProcessFault {
  readonly fault: string;
}

/**
 * An export in a process of its own, with threads that read: its memory is given back as a whole at its end, its heap is
 * not the engine's, and decisions need not wait for it. It asks for secrets and offers, as threads do.
 */
export class ExportProcess {
  readonly #child: ChildProcess;
  readonly #ended: Promise<string | undefined>;
  #fault?: Error;

  constructor(
    task: ExportTask,
    private readonly answers: Answers,
  ) {
    const entry = fileURLToPath(new URL('./export-process.entry.js', import.meta.url));
    this.#child = spawn(process.execPath, [`--max-old-space-size=${HEAP_MEBIBYTES}`, entry], {
      stdio: ['ignore', 'ignore', 'inherit', 'pipe', 'ipc'],
      serialization: 'advanced',
      // Nothing of the engine's settings, above all no secret, is its business.
      env: { PATH: process.env.PATH ?? '' },
    });
    // Its end tells what went wrong; nobody else may hear of it.
    this.#child.on('error', () => undefined);
    this.#ended = endOf(this.#child);
    this.#child.on('message', (news: Question | ProcessFault) => {
      if ('fault' in news) this.#fault ??= new Error(news.fault);
      else void this.answer(news);
    });
    this.tell(task);
  }

  /** Nothing where it could not be started. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** The file, piece by piece. @throws Error when the process met a fault, or was stopped. */
  async *bytes(): AsyncGenerator<Uint8Array> {
    const bytes = this.#child.stdio[BYTES_FD] as Readable | undefined;
    if (bytes) yield* bytes as AsyncIterable<Uint8Array>;
    const end = await this.#ended;
    if (end !== undefined) throw this.#fault ?? new Error(`the process that reads segments has ended (${end})`);
  }

  /** Ends it at once. Comes back when it has gone. */
  async stop(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
    // What nobody has read of it would keep it open for good.
    this.#child.stdio[BYTES_FD]?.destroy();
  }

  private async answer(question: Question): Promise<void> {
    try {
      this.tell(await answerTo(question, this.answers));
    } catch (error) {
      this.#fault ??= error as Error;
      this.tell({ ask: question.ask, isFault: true });
    }
  }

  /** To one that has ended nothing can be told: its end tells. */
  private tell(word: object): void {
    if (this.#child.connected) this.#child.send(word, () => undefined);
  }
}

/** Why it ended; nothing where it was done. */
async function endOf(child: ChildProcess): Promise<string | undefined> {
  try {
    const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
    return code === 0 ? undefined : (signal ?? `code ${code}`);
  } catch (error) {
    return (error as Error).message;
  }
}
