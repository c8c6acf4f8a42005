import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Refused } from '../contract/errors.js';

export const PAGES = ['phone', 'city'] as const;
export type PageName = (typeof PAGES)[number];

/** Where `npm run build` puts the pages, seen from the built engine and from its source alike. */
const BUILT = ['../../console', '../../dist/console'].map((path) => fileURLToPath(new URL(path, import.meta.url)));

/** Copies of assets: sent in their place to whoever takes them. */
const COMPRESSED = /\.(br|gz)$/;

const NOT_BUILT = 'The pages are not built here: run "npm run build" and start the engine again';

/**
 * The built pages. What may be served is listed once: whatever a request names, nothing else can be reached by it.
 */
export class PageFiles {
  readonly assetFolder: string;
  readonly #pages: ReadonlyMap<PageName, string>;
  readonly #assets: ReadonlySet<string>;

  constructor(folder = findBuilt()) {
    this.assetFolder = join(folder, 'assets');
    this.#pages = new Map(
      PAGES.map((name) => [name, join(folder, `${name}.html`)] as const)
        .filter(([, path]) => existsSync(path))
        .map(([name, path]) => [name, readFileSync(path, 'utf8')]),
    );
    const built = existsSync(this.assetFolder) ? readdirSync(this.assetFolder) : [];
    this.#assets = new Set(built.filter((file) => !COMPRESSED.test(file)));
  }

  /** @throws Refused NOT_FOUND when the pages are not built. */
  page(name: PageName): string {
    const html = this.#pages.get(name);
    if (html === undefined) throw new Refused('NOT_FOUND', NOT_BUILT);
    return html;
  }

  hasAsset(name: string): boolean {
    return this.#assets.has(name);
  }
}

/** Seen from the source there is also a folder with the sources of the pages: those have no assets. */
function findBuilt(): string {
  return BUILT.find((folder) => existsSync(join(folder, 'assets'))) ?? BUILT[0]!;
}
