import type { ModelScorer, Scorer } from './scorer.js';

/** Longer than any run that began before another version took over. */
const RETIRE_AFTER_MS = 2_000;

/** Versions that are loaded, by tenant and name. */
export class LoadedVersions {
  readonly #scorers = new Map<string, ModelScorer>();
  readonly #coming = new Map<string, Promise<ModelScorer | undefined>>();

  *ofTenant(tenant: string): Generator<ModelScorer> {
    for (const [key, scorer] of this.#scorers) if (key.startsWith(`${tenant} `)) yield scorer;
  }

  get(tenant: string, name: string): ModelScorer | undefined {
    return this.#scorers.get(keyOf(tenant, name));
  }

  /** The one that is loaded or on its way, or else a new one: of two of the same, one would never be released. */
  async ready(
    tenant: string,
    name: string,
    load: () => Promise<ModelScorer | undefined>,
  ): Promise<ModelScorer | undefined> {
    const key = keyOf(tenant, name);
    const known = this.#scorers.get(key) ?? this.#coming.get(key);
    if (known) return known;
    const coming = this.loadAs(key, load);
    this.#coming.set(key, coming);
    return coming.finally(() => this.#coming.delete(key));
  }

  /** Lets go of those that have been here longest. */
  keepNewest(most: number): void {
    for (const key of this.#scorers.keys()) if (this.#scorers.size > most) this.retire(key);
  }

  keepUsed(tenant: string, used: readonly Scorer[]): void {
    for (const [key, scorer] of this.#scorers)
      if (key.startsWith(`${tenant} `) && !used.includes(scorer)) this.retire(key);
  }

  async release(): Promise<void> {
    await Promise.allSettled(this.#coming.values());
    await Promise.all([...this.#scorers.values()].map((scorer) => scorer.release()));
  }

  private async loadAs(key: string, load: () => Promise<ModelScorer | undefined>): Promise<ModelScorer | undefined> {
    const scorer = await load();
    if (scorer) this.#scorers.set(key, scorer);
    return scorer;
  }

  /** What asks it at this moment gets its answer. */
  private retire(key: string): void {
    const scorer = this.#scorers.get(key)!;
    this.#scorers.delete(key);
    setTimeout(() => void scorer.release().catch(() => undefined), RETIRE_AFTER_MS).unref();
  }
}

/** Tenants have no blanks. */
function keyOf(tenant: string, name: string): string {
  return `${tenant} ${name}`;
}
