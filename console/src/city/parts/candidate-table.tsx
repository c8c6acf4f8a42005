import type { Explanation } from '../../../../src/contract/explanation.js';
import type { ServedCatalog } from '../../../../src/contract/served-catalog.js';
import { tellReason, tellStage } from '../texts/codes.js';
import { useWords } from '../use-model.js';

interface CandidateTableProps {
  readonly funnel: NonNullable<Explanation['funnel']>;
  readonly catalog?: ServedCatalog;
}

/** Every candidate with its end, and the factors of those that were scored; furthest first, as the engine tells them. */
export function CandidateTable({ funnel, catalog }: CandidateTableProps) {
  const { language, words } = useWords();
  const names = new Map(catalog?.offers.map(({ id, name }) => [id as string, name]));
  const tell = (value: number | undefined, digits: number) =>
    value === undefined ? '' : new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value);
  const share = (value: number | undefined) =>
    value === undefined
      ? ''
      : new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 1 }).format(value);
  return (
    <>
      <div class="table" tabIndex={0} role="region" aria-label={words.candidates}>
        <table>
          <thead>
            <tr>
              <th scope="col">{words.candidate}</th>
              <th scope="col">{words.end}</th>
              <th scope="col">{words.distance}</th>
              <th scope="col">P</th>
              <th scope="col">C</th>
              <th scope="col">V</th>
              <th scope="col">L</th>
              <th scope="col">{words.cost}</th>
              <th scope="col">{words.score}</th>
              <th scope="col" title={words.chanceHelp}>
                {words.chance}
              </th>
            </tr>
          </thead>
          <tbody>
            {funnel.map(({ offerId, stage, reason, distance, factors, selectionProbability }) => (
              <tr key={offerId} class={stage === 'granted' ? 'granted' : undefined}>
                <th scope="row" title={offerId}>
                  {names.get(offerId) ?? offerId}
                </th>
                <td title={reason}>
                  {stage === 'granted'
                    ? words.granted
                    : `${tellStage(stage, language)}: ${tellReason(reason ?? '', language)}`}
                </td>
                <td>{distance}</td>
                <td>{share(factors?.propensity)}</td>
                <td>{tell(factors?.contextWeight, 2)}</td>
                <td>{tell(factors?.valueMinor, 0)}</td>
                <td>{tell(factors?.lever, 2)}</td>
                <td>{tell(factors?.interruptionCostMinor, 1)}</td>
                <td>{tell(factors?.arbitrationScore, 1)}</td>
                <td>{share(selectionProbability)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <p class="quiet">{words.tableHelp}</p>
    </>
  );
}
