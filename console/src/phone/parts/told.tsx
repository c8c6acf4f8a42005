import { tellReason } from '../../shared/texts/reasons.js';
import type { JournalEntry } from '../model/journal.js';
import { totalsOf } from '../model/known.js';
import type { PhoneModel } from '../model/phone-model.js';
import type { Texts } from '../texts/texts.js';
import { tellTime } from './figures.js';

interface Props {
  readonly model: PhoneModel;
  readonly texts: Texts;
}

/** What happened, the newest first; why it stayed silent, in plain words. */
export function Log({ model, texts }: Props) {
  const { entries } = model.journal;
  return (
    <section class="panel log">
      <h2 id="log">{texts.log}</h2>
      {entries.length === 0 && <p class="quiet">{texts.logEmpty}</p>}
      <ol tabIndex={0} aria-labelledby="log">
        {entries.map((entry) => (
          <li key={entry.id} class={entry.kind}>
            <time>{tellTime(entry.at, model.voice, true)}</time>
            <p>
              {tellEntry(entry, model, texts)}
              {entry.count > 1 && <small> {texts.times(entry.count)}</small>}
              {entry.silence && <code>{entry.silence}</code>}
            </p>
          </li>
        ))}
      </ol>
    </section>
  );
}

function tellEntry({ silence, tell }: JournalEntry, { voice }: PhoneModel, texts: Texts): string {
  return silence === undefined ? tell!(texts) : texts.logSilence(tellReason(silence, voice));
}

/** From the profile of the customer, as their own device may read it. */
export function KnownPanel({ model, texts }: Props) {
  const { known } = model;
  if (!known) {
    return (
      <section class="panel">
        <h2>{texts.known}</h2>
        <p class="quiet">{texts.knownNothing}</p>
      </section>
    );
  }
  const { impressions, accepts, dismissals } = totalsOf(known);
  const now = model.clock.now();
  const rests = Object.entries(known.rests).filter(([, until]) => until > now);
  return (
    <section class="panel">
      <h2>{texts.known}</h2>
      <dl>
        <div>
          <dt>{texts.knownSeen}</dt>
          <dd data-figure="impressions">{impressions}</dd>
        </div>
        <div>
          <dt>{texts.knownAccepted}</dt>
          <dd data-figure="accepts">{accepts}</dd>
        </div>
        <div>
          <dt>{texts.knownDismissed}</dt>
          <dd data-figure="dismissals">{dismissals}</dd>
        </div>
        <div>
          <dt>{texts.knownRests}</dt>
          <dd data-figure="rests">
            {rests.length > 0 ? rests.map(([name]) => name).join(', ') : texts.knownRestsNone}
          </dd>
        </div>
      </dl>
    </section>
  );
}
