import { VOICES, type Voice } from '../../shared/texts/voice.js';
import { FASTEST_FACTOR, PURPOSES, type PhoneModel } from '../model/phone-model.js';
import { ROUTES } from '../model/routes.js';
import type { Texts } from '../texts/texts.js';

interface Props {
  readonly model: PhoneModel;
  readonly texts: Texts;
}

const WEATHERS = ['sunny', 'cloudy', 'rainy', 'snowy', 'windy', 'foggy'] as const;
const COMPANIONS = ['alone', 'friends', 'partner', 'children'] as const;

export function Consents({ model, texts }: Props) {
  const isMissing = PURPOSES.some((purpose) => !model.consents[purpose]);
  return (
    <section class="panel">
      <h2>{texts.consents}</h2>
      {PURPOSES.map((purpose) => (
        <label class="switch" key={purpose}>
          <span>
            <b>{texts[purpose]}</b>
            <small>{texts[`${purpose}Means`]}</small>
          </span>
          <input
            type="checkbox"
            role="switch"
            name={purpose}
            checked={model.consents[purpose]}
            onChange={({ currentTarget }) => model.setConsents([purpose], currentTarget.checked)}
          />
        </label>
      ))}
      {isMissing && <AgreeAll model={model} texts={texts} />}
    </section>
  );
}

/** @param isOnPhone shown only where the panel of consents is out of sight, below the phone. */
export function AgreeAll({ model, texts, isOnPhone = false }: Props & { isOnPhone?: boolean }) {
  const isOffline = model.connection !== 'connected' && model.connection !== 'resumed';
  return (
    <button
      type="button"
      class={`primary wide ${isOnPhone ? 'on-phone' : ''}`}
      disabled={isOffline}
      onClick={({ currentTarget }) => {
        model.setConsents(PURPOSES, true);
        // The button goes: the focus goes to what stays.
        currentTarget.closest('section')?.querySelector<HTMLElement>('[role=switch], h2')?.focus();
      }}
    >
      {texts.agreeAll}
    </button>
  );
}

export function Walk({ model, texts }: Props) {
  const { walker, factor, reporter } = model;
  const kmh = (reporter.speedMps * 3.6).toFixed(0);
  return (
    <section class="panel">
      <h2>{texts.walk}</h2>
      <ul class="routes">
        {ROUTES.map((route) => {
          const isPlaying = walker.route === route.id;
          const label = texts[`route${route.id}`];
          return (
            <li key={route.id}>
              <span>{label}</span>
              <button
                type="button"
                data-route={route.id}
                aria-label={`${isPlaying ? texts.stop : texts.play}: ${label}`}
                onClick={() => (isPlaying ? walker.stop() : walker.play(route))}
              >
                {isPlaying ? texts.stop : texts.play}
              </button>
            </li>
          );
        })}
      </ul>
      <label class="speed">
        <span>{texts.speed}</span>
        <input
          type="range"
          min={1}
          max={FASTEST_FACTOR}
          value={factor}
          aria-valuetext={texts.speedIs(factor, kmh)}
          onInput={({ currentTarget }) => model.setFactor(Number(currentTarget.value))}
        />
        <small>{texts.speedIs(factor, kmh)}</small>
      </label>
    </section>
  );
}

export function Around({ model, texts }: Props) {
  const { weather, temperature, companion } = model.surroundings;
  return (
    <section class="panel">
      <h2>{texts.around}</h2>
      <label class="field">
        <span>{texts.weather}</span>
        <select
          value={weather ?? ''}
          onChange={({ currentTarget: { value } }) => value && model.tell({ weather: value })}
        >
          {!weather && <option value="">{texts.unset}</option>}
          {WEATHERS.map((name) => (
            <option key={name} value={name}>
              {texts[`weather${name}`]}
            </option>
          ))}
        </select>
      </label>
      <label class="field">
        <span>{texts.temperature}</span>
        <span class="with-unit">
          <input
            type="number"
            min={-60}
            max={60}
            value={temperature ?? ''}
            placeholder="–"
            onChange={({ currentTarget }) => {
              if (currentTarget.value !== '' && currentTarget.validity.valid)
                model.tell({ temperature: currentTarget.valueAsNumber });
            }}
          />
          °C
        </span>
      </label>
      <label class="field">
        <span>{texts.company}</span>
        <select
          value={companion ?? ''}
          onChange={({ currentTarget: { value } }) => value && model.tell({ companion: value })}
        >
          {!companion && <option value="">{texts.unset}</option>}
          {COMPANIONS.map((name) => (
            <option key={name} value={name}>
              {texts[`companion${name}`]}
            </option>
          ))}
        </select>
      </label>
    </section>
  );
}

export function VoicePicker({ model, texts }: Props) {
  return (
    <section class="panel">
      <h2>{texts.language}</h2>
      <fieldset class="choices">
        <legend class="unseen">{texts.language}</legend>
        {VOICES.map((voice: Voice) => (
          <label key={voice}>
            <input
              type="radio"
              name="voice"
              value={voice}
              checked={model.voice === voice}
              onChange={() => model.setVoice(voice)}
            />
            <span>{texts[`voice${voice}`]}</span>
          </label>
        ))}
      </fieldset>
      {!model.setup.demo && <p class="note">{texts.languageOfPageOnly}</p>}
    </section>
  );
}
