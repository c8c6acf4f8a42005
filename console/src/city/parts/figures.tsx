import type { CityModel } from '../city-model.js';
import { fill } from '../texts/words.js';
import { useModel, useWords } from '../use-model.js';

/** The last second in six numbers. */
export function Figures({ model }: { model: CityModel }) {
  useModel(model);
  const { language, words } = useWords();
  const { ticks, totals } = model.journal;
  const tick = ticks.at(-1);
  const number = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
  const tell = (value: number | undefined) => (value === undefined ? '–' : number.format(value));
  const processes = tick?.processes ?? 1;
  return (
    <section class="figures" aria-label={words.now}>
      <dl>
        <Figure name={words.customers} value={tell(tick?.sockets)} />
        <Figure name={words.reports} value={tell(tick?.reportsPerSecond)} />
        <Figure
          name={words.decisions}
          value={tell(tick?.decisionsPerSecond)}
          note={processes === 1 ? words.process : fill(words.processes, { n: processes })}
        />
        <Figure name={words.pushes} value={tell(tick?.pushesPerSecond)} />
        <Figure name={words.latency} value={tick?.p50Ms === undefined ? '–' : `${tell(tick.p50Ms)} ms`} />
        <Figure
          name={words.accepted}
          value={tell(totals.accept)}
          note={fill(words.ofOffers, { n: tell(totals.push + totals.answer) })}
        />
      </dl>
    </section>
  );
}

function Figure({ name, value, note }: { name: string; value: string; note?: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {value}
        {note && <small>{note}</small>}
      </dd>
    </div>
  );
}
