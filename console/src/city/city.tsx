import { useEffect, useState } from 'preact/hooks';
import type { CityModel } from './city-model.js';
import type { Row } from './journal.js';
import type { HeatKind } from './map/heat-layer.js';
import { Charts } from './parts/charts.js';
import { Decisions } from './parts/decisions.js';
import { Figures } from './parts/figures.js';
import { Funnel } from './parts/funnel.js';
import { Legend } from './parts/legend.js';
import { Silences } from './parts/silences.js';
import { TopBar } from './parts/top-bar.js';
import { TownMap } from './parts/town-map.js';
import { useModel, useWords } from './use-model.js';

interface CityProps {
  readonly model: CityModel;
  readonly hasStreets: boolean;
  readonly isSimulated: boolean;
  readonly switchLanguage: () => void;
}

/** The control room: the map, and beside it what happens in figures and in words. */
export function City({ model, hasStreets, isSimulated, switchLanguage }: CityProps) {
  const { words } = useWords();
  const [heat, setHeat] = useState<HeatKind>('off');
  const [chosen, setChosen] = useState<Row>();
  useEffect(() => {
    model.start();
    return () => model.stop();
  }, [model]);
  const close = () => {
    setChosen(undefined);
    // Back to where one was, as long as it is still in the list.
    const row = document.querySelector<HTMLElement>('.decision[aria-pressed=true]');
    (row ?? document.getElementById('decisions'))?.focus();
  };
  return (
    <div class="city">
      <a class="skip" href="#decisions">
        {words.skip}
      </a>
      <TopBar model={model} isSimulated={isSimulated} heat={heat} setHeat={setHeat} switchLanguage={switchLanguage} />
      <main>
        <div class="stage">
          <TownMap
            model={model}
            hasStreets={hasStreets}
            heat={heat}
            chosenCell={chosen?.sample.cell}
            choose={setChosen}
          />
          <Legend heat={heat} />
          <PauseNote model={model} />
          {chosen && <Funnel model={model} row={chosen} close={close} />}
        </div>
        <div class="rail">
          <Figures model={model} />
          <Charts model={model} />
          <Silences model={model} />
          <Decisions model={model} chosen={chosen?.sample.decisionId} choose={setChosen} />
        </div>
      </main>
    </div>
  );
}

function PauseNote({ model }: { model: CityModel }) {
  useModel(model);
  const { words } = useWords();
  return model.isPaused ? (
    <p class="paused" role="status">
      {words.paused}
    </p>
  ) : null;
}
