/** What one check found. Whatever is not well comes with its cure. */
export type Finding =
  | { readonly state: 'ok'; readonly found: string }
  | { readonly state: 'warning' | 'failed'; readonly found: string; readonly cure: string };

export const ok = (found: string): Finding => ({ state: 'ok', found });
export const warning = (found: string, cure: string): Finding => ({ state: 'warning', found, cure });
export const failed = (found: string, cure: string): Finding => ({ state: 'failed', found, cure });

export function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
