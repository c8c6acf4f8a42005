import type { Answers } from './export-order.js';

/** Some 10 MB. */
const MOST = 40_000;

/** Whose decisions may be opened, asked for once each; anew where there are more subjects than fit. */
export class KnownSecrets {
  readonly #known = new Map<string, Uint8Array | undefined>();

  constructor(private readonly answers: Answers) {}

  /** Of those who may be exported. Valid until it is called again. */
  async of(subjects: readonly string[]): Promise<ReadonlyMap<string, Uint8Array | undefined>> {
    const unknown = [...new Set(subjects)].filter((subject) => !this.#known.has(subject));
    if (unknown.length === 0) return this.#known;
    if (this.#known.size + unknown.length > MOST) {
      this.#known.clear();
      return this.of(subjects);
    }
    const secrets = await this.answers.secrets(unknown);
    unknown.forEach((subject, n) => this.#known.set(subject, secrets[n]));
    return this.#known;
  }
}
