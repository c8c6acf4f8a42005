import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { datasetFile } from './datasets.js';
import type { Proof } from './proof.js';
import { repositoryRoot } from './repository.js';
import { runCommand, summaryOf } from './run-command.js';

type Scores = Record<string, { auc?: number; ece?: number }>;

/** What a reader of the figures must know; the survey and the trainer say so themselves. */
const CAVEATS = [
  'cross-validated on survey answers, not on deeds',
  'the survey has no person id: people are told apart by their answers about themselves',
  'half of the people also served to choose the recipe; shippedOnPeopleNotUsedToChoose leaves them out',
  'by row, the same people are on both sides of the split',
];

export const modelProof: Proof = {
  name: 'model',
  about: 'the shipped recipe beats logistic regression and base rates on people it has not seen, and is calibrated',
  async run(say) {
    const trainer = join(repositoryRoot, 'models', 'train', 'run');
    if (!existsSync(trainer)) throw new Error('models/train/run is not in this checkout.');
    const csv = datasetFile('invehicle_coupon', 'dev', 'in_vehicle_coupon.csv.gz');
    const result = await runCommand(trainer, ['report', '--csv', csv], { timeoutMs: 30 * 60_000, say });
    const { holds, person, row } = summaryOf(result) as { holds?: boolean; person?: Scores; row?: Scores };
    const figure = { person: scoresOf(person), row: scoresOf(row), caveats: CAVEATS };
    return { holds: result.code === 0 && holds === true, figure };
  },
};

/** AUC and ECE of each recipe; the report itself also tells reliability and what happens when columns are missing. */
function scoresOf(scores: Scores = {}): Scores {
  return Object.fromEntries(
    Object.entries(scores).flatMap(([name, { auc, ece }]) => (auc === undefined ? [] : [[name, { auc, ece }]])),
  );
}
