import { useEffect, useRef, useState } from 'preact/hooks';
import type { Explanation } from '../../../../src/contract/explanation.js';
import type { CityModel } from '../city-model.js';
import type { Row } from '../journal.js';
import { tellMoment, tellReaction, tellReason } from '../texts/codes.js';
import { fill } from '../texts/words.js';
import { useWords } from '../use-model.js';
import { CandidateTable } from './candidate-table.js';
import { StageLadder } from './stage-ladder.js';
import { timeOf } from './time.js';

interface FunnelProps {
  readonly model: CityModel;
  readonly row: Row;
  readonly close: () => void;
}

/** As in the style sheet. */
const COVERS_ALL = '(max-width: 900px)';

type Told = { readonly explanation: Explanation } | { readonly fault: string } | undefined;

/** One decision, made again: who was in it, where each ended and why, and what it was worth. */
export function Funnel({ model, row, close }: FunnelProps) {
  const { language, words } = useWords();
  const [told, setTold] = useState<Told>();
  const frame = useRef<HTMLDialogElement>(null);
  const title = useRef<HTMLHeadingElement>(null);
  const { decisionId } = row.sample;

  // Where it covers all, what lies below is out of reach; where it lies beside the list, the list goes on being of use.
  useEffect(() => {
    if (matchMedia(COVERS_ALL).matches) frame.current!.showModal();
    else frame.current!.show();
  }, []);

  useEffect(() => {
    let isCurrent = true;
    setTold(undefined);
    title.current?.focus();
    model.ask<Explanation>(`/v1/decisions/${encodeURIComponent(decisionId!)}`).then(
      (explanation) => isCurrent && setTold({ explanation }),
      (error: Error) => isCurrent && setTold({ fault: error.message }),
    );
    return () => {
      isCurrent = false;
    };
  }, [decisionId]);

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') close();
  };
  return (
    <dialog class="funnel" ref={frame} aria-labelledby="funnel-title" onKeyDown={onKeyDown} onCancel={close}>
      <header>
        <p>{words.funnel}</p>
        <h2 id="funnel-title" ref={title} tabIndex={-1}>
          {headline(row, model, words, language)}
        </h2>
        <button type="button" class="close" onClick={close}>
          {words.close}
        </button>
      </header>
      <div class="funnel-body">
        {told === undefined && <p class="quiet">{words.loading}</p>}
        {told && 'fault' in told && <p role="alert">{fill(words.notFound, { reason: told.fault })}</p>}
        {told && 'explanation' in told && <Explained explanation={told.explanation} row={row} model={model} />}
      </div>
    </dialog>
  );
}

function headline(
  { sample }: Row,
  { catalog }: CityModel,
  words: Record<string, string>,
  language: 'de' | 'en',
): string {
  const { outcome, silence, offerId } = sample;
  if (outcome === 'silence') return `${words.silence}: ${tellReason(silence ?? '', language)}`;
  return `${words[outcome]}: ${catalog?.offers.find(({ id }) => id === offerId)?.name ?? offerId}`;
}

function Explained({ explanation, row, model }: { explanation: Explanation; row: Row; model: CityModel }) {
  const { language, words } = useWords();
  const { at, touchpoint, versions, scoreSource, changedByCommit, feedback, funnel, funnelMissing } = explanation;
  const { ms, moment, who } = row.sample;
  const reactions = (feedback as { type?: string; reason?: string }[]).map(
    ({ type, reason }) => tellReaction(type ?? '', language) + (reason ? ` (${reason})` : ''),
  );
  return (
    <>
      <dl class="facts">
        <Fact name={words.when}>{timeOf(at, language)}</Fact>
        <Fact name={words.customer}>{who}</Fact>
        {moment && <Fact name={words.moment}>{tellMoment(moment, language)}</Fact>}
        <Fact name={words.touchpoint}>{touchpoint}</Fact>
        <Fact name={words.took}>{new Intl.NumberFormat(language, { maximumFractionDigits: 2 }).format(ms)} ms</Fact>
        <Fact name={words.scoredBy}>{scoreSource === 'model' ? versions.model : scoreSource}</Fact>
        <Fact name={words.versions}>
          {versions.catalog} · {versions.policy}
        </Fact>
      </dl>
      {changedByCommit && <p class="note">{words.changedByCommit}</p>}
      {funnel ? (
        <>
          <h3>{words.wayThrough}</h3>
          <StageLadder funnel={funnel} />
          <h3>
            {funnel.length} {words.candidates}
          </h3>
          <CandidateTable funnel={funnel} catalog={model.catalog} />
        </>
      ) : (
        <p class="note">{fill(words.noFunnel, { reason: funnelMissing ?? '' })}</p>
      )}
      <h3>{words.reaction}</h3>
      <p>{reactions.length > 0 ? reactions.join(' → ') : words.noReaction}</p>
    </>
  );
}

function Fact({ name, children }: { name: string; children: preact.ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
