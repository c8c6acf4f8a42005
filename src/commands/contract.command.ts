import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { BASELINE_DIRECTORY, writeGeneratedFiles } from '../reference/generated-files.js';

const USAGE = `npm run contract [-- --release]
  writes docs/api/openapi.json, docs/api/asyncapi.json and docs/settings.md from the schemas;
  --release makes the two documents the baseline that later changes must not break`;

try {
  const { values } = parseArgs({ options: { release: { type: 'boolean', default: false } } });
  const files = writeGeneratedFiles(readFileSync('config/policy.yaml', 'utf8'));
  const changed = files.filter(({ path, text }) => readIfThere(path) !== text);
  for (const { path, text } of changed) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  const documents = files.map(({ path }) => path).filter((path) => path.endsWith('.json'));
  if (values.release) {
    mkdirSync(BASELINE_DIRECTORY, { recursive: true });
    for (const path of documents) copyFileSync(path, join(BASELINE_DIRECTORY, basename(path)));
  }
  console.log(
    JSON.stringify({ files: files.length, changed: changed.map(({ path }) => path), released: values.release }),
  );
} catch (error) {
  console.error(`${(error as Error).message}\n${USAGE}`);
  process.exit(2);
}

function readIfThere(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
