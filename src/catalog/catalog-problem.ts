import { tellProblem, type ProblemCode, type ToldProblem } from './import/problem.js';
import type { Said } from './said.js';

/** One fault of a catalog file, where it stands, and how to mend it. */
export interface CatalogProblem {
  readonly path: string;
  readonly code: ProblemCode;
  /** In English; other languages come from the table of codes. */
  readonly message: string;
  readonly value: string | null;
  /** What the sentence of the code needs to say more. */
  readonly about: string | Said;
  /** What may have been meant, to be written in the place of the whole value. */
  readonly suggestion?: string;
  /** Where in a text, both from 1, and the line there. */
  readonly position?: { readonly line: number; readonly column: number; readonly text: string };
}

type Details = Partial<Pick<CatalogProblem, 'value' | 'about' | 'suggestion' | 'position'>>;

export function problemAt(path: string, code: ProblemCode, details: Details = {}): CatalogProblem {
  const { value = null, about = '' } = details;
  const message = tellProblem({ row: null, column: null, value, code, about }, 'en');
  return { ...details, path, code, message, value, about };
}

/** The same at a row and a column. */
export function toTold(problem: CatalogProblem, row: number | null, column: string): ToldProblem {
  const { value, code, about, suggestion } = problem;
  return { row, column: column || null, value, code, about, suggestion };
}
