import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

const PAGE = 'dist/console/phone.html';
const SOURCES = ['console/src', 'console/scripts', 'sdk/src'];

/** The pages as they are shipped, built anew when a source is younger than the build. */
export function buildPages(): void {
  if (existsSync(PAGE) && newest() <= statSync(PAGE).mtimeMs) return;
  execFileSync('npm', ['run', 'build', '-w', 'console'], { stdio: ['ignore', 'ignore', 'pipe'] });
}

function newest(): number {
  const files = SOURCES.flatMap((folder) =>
    (readdirSync(folder, { recursive: true }) as string[]).map((name) => join(folder, name)),
  );
  return Math.max(...files.map((path) => statSync(path).mtimeMs));
}
