import type { CityModel } from '../city-model.js';
import { tellReason } from '../texts/codes.js';
import { useModel, useWords } from '../use-model.js';

const MOST_SHOWN = 7;

/** Why nothing was said, most frequent first, since the page was opened. */
export function Silences({ model }: { model: CityModel }) {
  useModel(model);
  const { language, words } = useWords();
  const counted = [...model.journal.silences].sort((a, b) => b[1] - a[1]).slice(0, MOST_SHOWN);
  const most = counted[0]?.[1] ?? 1;
  const number = new Intl.NumberFormat(language);
  return (
    <section class="silences" aria-labelledby="silences">
      <h2 id="silences">{words.silences}</h2>
      {counted.length === 0 && <p class="quiet">{words.noSilence}</p>}
      <ol>
        {counted.map(([code, count]) => (
          <li key={code}>
            <span title={code}>{tellReason(code, language)}</span>
            <b>{number.format(count)}</b>
            <meter aria-hidden="true" min={0} max={most} value={count} />
          </li>
        ))}
      </ol>
    </section>
  );
}
