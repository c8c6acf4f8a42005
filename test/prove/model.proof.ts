import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { datasetFile } from './datasets.js';
import type { Proof } from './proof.js';
import { repositoryRoot } from './repository.js';
import { runCommand, summaryOf } from './run-command.js';

export const modelProof: Proof = {
  name: 'model',
  about: 'the shipped recipe beats the base rates on people it has not seen, and its propensities can be believed',
  async run(say) {
    const trainer = join(repositoryRoot, 'models', 'train', 'run');
    if (!existsSync(trainer)) throw new Error('models/train/run is not in this checkout.');
    const csv = datasetFile('invehicle_coupon', 'dev', 'in_vehicle_coupon.csv.gz');
    const result = await runCommand(trainer, ['report', '--csv', csv], { timeoutMs: 30 * 60_000, say });
    const { holds, ...figure } = summaryOf(result);
    return { holds: result.code === 0 && holds === true, figure };
  },
};
