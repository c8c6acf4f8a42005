import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Where the demo tells the shells of its owner how to reach it. */
export const DEMO_ACCESS_FILE = join('.proxima', 'demo.env');

/** Its owner alone may read it; it ends with the demo, whose secret dies as well. */
export interface DemoAccess {
  readonly file: string;
  remove(): void;
}

/**
 * Lines for a shell, with the address of the demo and a token for it. An older file was of a demo that is gone, or of one
 * that runs beside: the last one counts.
 * @returns nothing where no file can be written: the demo goes on without.
 */
export function writeDemoAccess(url: string, token: string, file = DEMO_ACCESS_FILE): DemoAccess | undefined {
  const text = `export PROXIMA_URL=${url}\nexport PROXIMA_TOKEN=${token}\n`;
  try {
    mkdirSync(dirname(file), { recursive: true });
    // Made anew: a file that is there may be open to others.
    rmSync(file, { force: true });
    writeFileSync(file, text, { mode: 0o600, flag: 'wx' });
  } catch {
    return undefined;
  }
  return { file, remove: () => removeOwn(file, text) };
}

function removeOwn(file: string, text: string): void {
  try {
    if (readFileSync(file, 'utf8') === text) rmSync(file);
  } catch {
    // It is gone already.
  }
}
