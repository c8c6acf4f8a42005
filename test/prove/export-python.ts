import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Say } from './proof.js';
import { runCommand, summaryOf } from './run-command.js';

const READER = `
import json, sys
import pyarrow, pyarrow.compute as pc, pyarrow.parquet as pq
path, wanted = sys.argv[1], json.load(open(sys.argv[2]))
file = pq.ParquetFile(path)
table = file.read()
sample = table.filter(pc.is_in(table["decisionId"], pyarrow.array(wanted))).to_pylist()
print(json.dumps({
    "pyarrow": pyarrow.__version__,
    "rows": table.num_rows,
    "groups": file.metadata.num_row_groups,
    "decisions": pc.count_distinct(table["decisionId"]).as_py(),
    "subjects": pc.unique(table["subject"]).to_pylist(),
    "rewards": pc.sum(table["reward"]).as_py(),
    "columns": {field.name: str(field.type) for field in table.schema},
    "about": {key.decode(): value.decode() for key, value in (file.metadata.metadata or {}).items()},
    "sample": sample,
}, default=lambda value: value.isoformat()))
`;

/** What pyarrow reads of a file. */
export interface PythonReading {
  readonly pyarrow: string;
  readonly rows: number;
  readonly groups: number;
  readonly decisions: number;
  readonly subjects: readonly string[];
  readonly rewards: number;
  readonly columns: Readonly<Record<string, string>>;
  readonly about: Readonly<Record<string, string>>;
  readonly sample: readonly Readonly<Record<string, string | number | boolean | null>>[];
}

/** pyarrow in an environment of its own, within the folder. @throws Error where there is no Python 3, or no pyarrow for it. */
export async function readByPyarrow(folder: string, file: string, wanted: readonly string[]): Promise<PythonReading> {
  const quiet: Say = () => undefined;
  const python = join(folder, 'venv', 'bin', 'python');
  const options = { timeoutMs: 10 * 60_000, say: quiet };
  if (!existsSync(python)) {
    const made = await runCommand('python3', ['-m', 'venv', join(folder, 'venv')], options);
    if (made.code !== 0) throw new Error('python3 with venv is needed to read the file as its readers do.');
    const installed = await runCommand(python, ['-m', 'pip', 'install', '--quiet', 'pyarrow'], options);
    if (installed.code !== 0) throw new Error('pip could not install pyarrow.');
  }
  const [script, ids] = [join(folder, 'read.py'), join(folder, 'wanted.json')];
  await writeFile(script, READER);
  await writeFile(ids, JSON.stringify(wanted));
  return summaryOf(await runCommand(python, [script, file, ids], options)) as unknown as PythonReading;
}
