import type { HeatKind } from '../map/heat-layer.js';
import { useWords } from '../use-model.js';

const MARKS = ['silence', 'push', 'answer', 'accept'] as const;
const NAMES = {
  silence: 'legendSilence',
  push: 'legendPush',
  answer: 'legendAnswer',
  accept: 'legendAccept',
} as const;

export function Legend({ heat }: { heat: HeatKind }) {
  const { words } = useWords();
  return (
    <details class="legend" open={window.innerWidth > 900}>
      <summary>{words.legend}</summary>
      <ul>
        {MARKS.map((mark) => (
          <li key={mark}>
            <i class={`mark ${mark}`} aria-hidden="true" /> {words[NAMES[mark]]}
          </li>
        ))}
        <li>
          <i class="mark zone" aria-hidden="true" /> {words.legendZone}
        </li>
        <li>
          <i class="mark shop" aria-hidden="true" /> {words.legendShop}
        </li>
        {heat !== 'off' && (
          <li class="scale">
            <span>{heat === 'offers' ? words.heatFew : words.heatNone}</span>
            <i aria-hidden="true" />
            <span>{heat === 'offers' ? words.heatMany : words.heatAll}</span>
          </li>
        )}
      </ul>
      <p>{words.legendCell}</p>
    </details>
  );
}
