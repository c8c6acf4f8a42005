/** One fault of a catalog file, where it stands, and how to mend it. */
export interface CatalogProblem {
  readonly path: string;
  readonly code: string;
  readonly message: string;
  /** What may have been meant, to be written in the place of the whole value. */
  readonly suggestion?: string;
  /** Where in a text, both from 1, and the line there. */
  readonly position?: { readonly line: number; readonly column: number; readonly text: string };
}
