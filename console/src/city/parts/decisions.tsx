import { useRef, useState } from 'preact/hooks';
import type { CityModel } from '../city-model.js';
import type { Row } from '../journal.js';
import { tellMoment, tellReaction, tellReason } from '../texts/codes.js';
import { fill } from '../texts/words.js';
import { useModel, useWords } from '../use-model.js';
import { timeOf } from './time.js';

const MOST_SHOWN = 40;

interface DecisionsProps {
  readonly model: CityModel;
  readonly chosen?: string;
  readonly choose: (row: Row) => void;
}

/** Each decision as it is made, newest first. It stands still while somebody points at it or is in it with the keyboard. */
export function Decisions({ model, chosen, choose }: DecisionsProps) {
  useModel(model);
  const { words } = useWords();
  const [offersOnly, setOffersOnly] = useState(false);
  const [isHeld, setHeld] = useState(false);
  const shown = useRef<readonly Row[]>([]);
  const { rows, leftOut } = model.journal;
  const wanted = () => rows.filter(({ sample }) => !offersOnly || sample.outcome !== 'silence').slice(0, MOST_SHOWN);
  if (!isHeld) shown.current = wanted();
  const filterTo = (only: boolean) => {
    setOffersOnly(only);
    setHeld(false);
  };
  return (
    <section class="decisions" id="decisions" tabIndex={-1} aria-labelledby="decisions-title">
      <header>
        <h2 id="decisions-title">
          {words.list} {isHeld && <small>{words.listHeld}</small>}
        </h2>
        <div class="choice" role="group" aria-label={words.list}>
          <button type="button" aria-pressed={!offersOnly} onClick={() => filterTo(false)}>
            {words.allDecisions}
          </button>
          <button type="button" aria-pressed={offersOnly} onClick={() => filterTo(true)}>
            {words.offersOnly}
          </button>
        </div>
      </header>
      {leftOut > 0 && <p class="quiet">{fill(words.leftOut, { n: leftOut })}</p>}
      {shown.current.length === 0 && <p class="quiet">{words.noDecision}</p>}
      <ol
        onPointerEnter={() => setHeld(true)}
        onPointerLeave={() => setHeld(false)}
        onFocusCapture={() => setHeld(true)}
        onBlurCapture={() => setHeld(false)}
      >
        {shown.current.map((row) => (
          <li key={row.sample.decisionId}>
            <DecisionRow row={row} model={model} isChosen={row.sample.decisionId === chosen} choose={choose} />
          </li>
        ))}
      </ol>
    </section>
  );
}

interface DecisionRowProps {
  readonly row: Row;
  readonly model: CityModel;
  readonly isChosen: boolean;
  readonly choose: (row: Row) => void;
}

function DecisionRow({ row, model, isChosen, choose }: DecisionRowProps) {
  const { language, words } = useWords();
  const { sample, reaction } = row;
  const { outcome, silence, offerId, moment, cell, ms, at } = sample;
  const mark = reaction === 'accept' ? 'accept' : outcome;
  const what = outcome === 'silence' ? tellReason(silence ?? '', language) : nameOf(model, offerId);
  return (
    <button type="button" class="decision" aria-pressed={isChosen} onClick={() => choose(row)}>
      <i class={`mark ${mark}`} aria-hidden="true" />
      <span class="what">
        <b>{words[outcome]}</b> {what}
      </span>
      <time>{timeOf(at, language)}</time>
      <span class="about">
        {[
          moment && tellMoment(moment, language),
          cell ? undefined : words.noPlace,
          reaction && tellReaction(reaction, language),
        ]
          .filter(Boolean)
          .join(' · ')}
      </span>
      <span class="took">{new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(ms)} ms</span>
    </button>
  );
}

function nameOf({ catalog }: CityModel, offerId: string | undefined): string {
  return catalog?.offers.find(({ id }) => id === offerId)?.name ?? offerId ?? '';
}
