import type { CityModel } from '../city-model.js';
import type { HeatKind } from '../map/heat-layer.js';
import { fill } from '../texts/words.js';
import { useModel, useWords } from '../use-model.js';
import { timeOf } from './time.js';

interface TopBarProps {
  readonly model: CityModel;
  readonly isSimulated: boolean;
  readonly heat: HeatKind;
  readonly setHeat: (heat: HeatKind) => void;
  readonly switchLanguage: () => void;
}

const HEATS = [
  ['off', 'heatOff'],
  ['offers', 'heatOffers'],
  ['accepts', 'heatAccepts'],
] as const;

export function TopBar({ model, isSimulated, heat, setHeat, switchLanguage }: TopBarProps) {
  useModel(model);
  const { language, words } = useWords();
  const { connection, refusal, engineMs, isPaused, walkers } = model;
  return (
    <header class="top">
      <h1>
        Proxima <span>{words.title}</span>
      </h1>
      <p class={`line ${connection}`} role="status">
        <i aria-hidden="true" />
        {connection === 'refused' ? `${words.refused}: ${refusal}` : words[connection]}
      </p>
      <p class="clock">
        {engineMs !== undefined && <time>{timeOf(engineMs, language)}</time>}
        {isSimulated && <small>{words.simulatedTime}</small>}
        <small class="seen">{fill(words.seen, { n: walkers.all.size })}</small>
      </p>
      <div class="choice" role="group" aria-label={words.heat}>
        <span aria-hidden="true">{words.heat}</span>
        {HEATS.map(([kind, name]) => (
          <button type="button" key={kind} aria-pressed={heat === kind} onClick={() => setHeat(kind)}>
            {words[name]}
          </button>
        ))}
      </div>
      <button type="button" class="pause" aria-pressed={isPaused} onClick={() => model.pause(!isPaused)}>
        {isPaused ? words.goOn : words.pause}
      </button>
      <button
        type="button"
        lang={language === 'de' ? 'en' : 'de'}
        aria-label={words.otherLanguageLong}
        onClick={switchLanguage}
      >
        {words.otherLanguage}
      </button>
    </header>
  );
}
