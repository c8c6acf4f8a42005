import type { CityModel } from '../city-model.js';
import { useModel, useWords } from '../use-model.js';
import { Chart } from './chart.js';

/** Rates and latency of the last minutes. */
export function Charts({ model }: { model: CityModel }) {
  useModel(model);
  const { language, words } = useWords();
  const { ticks } = model.journal;
  // Back from now, and no time of day: that of a simulation jumps.
  const times = ticks.map((_, i) => i - (ticks.length - 1));
  return (
    <>
      <Chart
        title={words.rates}
        language={language}
        times={times}
        lines={[
          { name: words.seriesReports, colour: 'city-walker', values: ticks.map((tick) => tick.reportsPerSecond) },
          { name: words.seriesDecisions, colour: 'city-answer', values: ticks.map((tick) => tick.decisionsPerSecond) },
          { name: words.seriesPushes, colour: 'city-push', values: ticks.map((tick) => tick.pushesPerSecond) },
        ]}
      />
      <Chart
        title={words.latencies}
        language={language}
        times={times}
        lines={[
          { name: words.slowest, colour: 'city-accept', values: ticks.map((tick) => tick.p99Ms) },
          { name: words.median, colour: 'city-answer', values: ticks.map((tick) => tick.p50Ms) },
        ]}
      />
    </>
  );
}
