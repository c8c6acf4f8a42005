/** Numbers for names, from 0 in the order in which they were first seen. */
export class Names {
  readonly #ids = new Map<string, number>();
  readonly #names: string[] = [];

  idOf(name: string): number {
    const known = this.#ids.get(name);
    if (known !== undefined) return known;
    this.#ids.set(name, this.#names.length);
    return this.#names.push(name) - 1;
  }

  has(name: string): boolean {
    return this.#ids.has(name);
  }

  get all(): readonly string[] {
    return this.#names;
  }
}
