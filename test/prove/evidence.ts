import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';

export interface EvidenceRow {
  name: string;
  /** ISO day and minute, UTC. */
  date: string;
  holds: boolean;
  figure: unknown;
  commit: string;
}

const OPENING = `# Evidence

What \`npm run prove -- NAME\` found when it was last run, one row a proof. Run it again to see for yourself.

| name | date | holds | figure | commit |
|---|---|---|---|---|
`;

/** Puts a row into the table, in the place of the one that has its name. Everything else in the page stays. */
export function withRow(page: string, row: EvidenceRow): string {
  const line = `| ${row.name} | ${row.date} | ${row.holds ? 'yes' : 'no'} | ${cell(row.figure)} | ${row.commit} |`;
  const lines = (page || OPENING).split('\n');
  const known = lines.findIndex((candidate) => candidate.startsWith(`| ${row.name} |`));
  if (known >= 0) return lines.with(known, line).join('\n');
  const last = lines.findLastIndex((candidate) => candidate.startsWith('|'));
  return lines.toSpliced(last + 1, 0, line).join('\n');
}

export async function keepEvidence(file: string, row: EvidenceRow): Promise<void> {
  const page = await readFile(file, 'utf8').catch(() => '');
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, withRow(page, row));
}

/** JSON in one cell: a bar would end the cell, a line break the row, a back-tick the code. */
function cell(figure: unknown): string {
  return `\`${JSON.stringify(figure).replace(/\|/g, '\\|').replace(/`/g, "'")}\``;
}
