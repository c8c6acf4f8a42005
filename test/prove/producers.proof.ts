import { checkModel, isToldByExit, type ModelWord, type SampleRow } from './check-model.js';
import { datasetFile } from './datasets.js';
import { knownAnswers } from './known-answers.js';
import { NEAR, tryMadeModels } from './made-models.js';
import { PRODUCER_FILES, type ProducerFile } from './producer-files.js';
import type { Proof, Say } from './proof.js';
import { withTempFolder } from './temp-folder.js';

/** Without these nothing is proven; PyTorch is taken along where it is at hand. */
const MUST_BE_ACCEPTED = ['scikit-learn', 'OnnxMLTools', 'CatBoost'];

export const producersProof: Proof = {
  name: 'producers',
  about:
    'files of many exporters get the right verdict and advice and answer as their library does; models made on the spot too',
  run: (say) =>
    withTempFolder(async (folder) => {
      const wrong: string[] = [];
      for (const file of PRODUCER_FILES) wrong.push(...(await tryFile(file, folder, say)));
      const known = await knownAnswers(folder);
      for (const { file, numbers, furthest } of known)
        say(`${file}: ${numbers} numbers, ${furthest.toExponential(1)} apart`);
      const made = await tryMadeModels(folder, say);
      const holds =
        wrong.length === 0 &&
        known.every(({ furthest }) => furthest <= NEAR) &&
        made.wrong.length === 0 &&
        MUST_BE_ACCEPTED.every((exporter) => (made.accepted[exporter] ?? 0) > 0);
      return { holds, figure: { files: PRODUCER_FILES.length, wrong, known, made } };
    }),
};

/** Asks as a data scientist would: with the file alone, with rows, and with what the advice says. */
async function tryFile({ file, columns, why, alone, withRows, named }: ProducerFile, folder: string, say: Say) {
  const path = datasetFile('onnx_models', 'tabular', file);
  const rows = madeUp(columns);
  const asks: { how: string; want: ProducerFile['alone']; word: ModelWord }[] = [
    { how: 'alone', want: alone, word: await checkModel(path, folder) },
    { how: 'with rows', want: withRows ?? alone, word: await checkModel(path, folder, { rows }) },
  ];
  if (named) {
    const word = await checkModel(path, folder, { rows, output: named.output });
    asks.push({ how: `with ${named.output}`, want: named, word });
  }
  say(`${file} (${why}): ${asks.map(({ how, word }) => `${how} ${word.code ?? 'accepted'}`).join(', ')}`);
  return asks.flatMap(({ how, want, word }) => wrongWith(want, word).map((what) => `${file} ${how}: ${what}`));
}

function wrongWith(want: ProducerFile['alone'], word: ModelWord): string[] {
  const wrong: string[] = [];
  if (word.code !== want.code) wrong.push(`${word.code ?? 'accepted'} in place of ${want.code ?? 'accepted'}`);
  if (want.advice && !want.advice.test(word.advice ?? '')) wrong.push(`the advice is: ${word.advice}`);
  if (want.batch !== undefined && word.batch !== want.batch) wrong.push(`a batch of ${word.batch}`);
  if (want.code === undefined && word.scores?.some((score) => !(score >= 0 && score <= 1)))
    wrong.push('scores beyond 1');
  if (!isToldByExit(word)) wrong.push(`exit code ${word.exitCode}`);
  return wrong;
}

/** Rows in which no two columns go together. */
function madeUp(columns: number): SampleRow[] {
  return Array.from({ length: 70 }, (_, i) =>
    Array.from({ length: columns }, (_column, j) => ((i * 7 + j * 13) % 23) / 2),
  );
}
