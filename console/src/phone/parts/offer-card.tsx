import type { DismissReason } from '@proxima/sdk';
import { useEffect, useState } from 'preact/hooks';
import type { Card } from '../model/cards.js';
import { metresBetween } from '../model/geo.js';
import type { PhoneModel } from '../model/phone-model.js';
import type { Texts } from '../texts/texts.js';
import { tellDistance, tellSpan } from './figures.js';

/** So long on the screen counts as seen. */
const SEEN_AFTER_MS = 1_000;
/** What was taken back stays to be read, then goes. */
const GONE_AFTER_MS = 8_000;

interface Props {
  readonly card: Card;
  readonly model: PhoneModel;
  readonly texts: Texts;
  /** The card goes by an answer: the focus must not fall into nothing. */
  readonly onAnswered: () => void;
}

export function OfferCard(props: Props) {
  const { card, model, texts } = props;
  const { offer, status, reason } = card;
  useSeen(card, model);
  usePutAwayWhenGone(card, model);
  if (status === 'gone') {
    return (
      <li class="card gone">
        <h3>{offer.treatment.title}</h3>
        <p>{texts[`gone${reason!}` as 'goneOther'] ?? texts.goneOther}</p>
      </li>
    );
  }
  return (
    <li class={`card ${status}`} data-offer={offer.offerId}>
      <h3>{offer.treatment.title}</h3>
      <p>{offer.treatment.body}</p>
      <p class="why">{offer.reason}</p>
      <Figures {...props} />
      {status === 'accepted' ? <Accepted {...props} /> : <Answers {...props} />}
    </li>
  );
}

function Figures({ card: { offer }, model, texts }: Props) {
  const { validWithin, expiresAt } = offer;
  const leftMs = Date.parse(expiresAt) - model.clock.now();
  const metres = validWithin && metresBetween(model.walker.here, validWithin) - validWithin.radiusMetres;
  return (
    <p class="figures">
      {metres !== undefined && <span>{metres <= 0 ? texts.here : texts.away(tellDistance(metres, model.voice))}</span>}
      <span>{texts.endsIn(tellSpan(leftMs))}</span>
    </p>
  );
}

function Answers({ card: { offer }, model, texts, onAnswered }: Props) {
  const [isDeclining, setDeclining] = useState(false);
  const dismiss = (reason: DismissReason) => {
    model.dismiss(offer, reason);
    onAnswered();
  };
  const ways: readonly [DismissReason, string, string][] = [
    ['not-now', texts.notNow, texts.notNowMeans],
    ['not-here', texts.notHere, texts.notHereMeans],
    ['not-interested', texts.notInterested, texts.notInterestedMeans],
  ];
  return (
    <>
      <div class="answers">
        <button type="button" class="primary" onClick={() => model.accept(offer)}>
          {texts.accept}
        </button>
        <button type="button" aria-expanded={isDeclining} onClick={() => setDeclining(!isDeclining)}>
          {texts.no}
        </button>
      </div>
      {isDeclining && (
        <ul class="declines">
          {ways.map(([reason, label, means]) => (
            <li key={reason}>
              <button type="button" data-reason={reason} onClick={() => dismiss(reason)}>
                <b>{label}</b> <span>{means}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Accepted({ card: { offer }, model, texts, onAnswered }: Props) {
  return (
    <div class="answers">
      <p class="done">{texts.accepted}</p>
      <button
        type="button"
        onClick={() => {
          model.putAway(offer.deliveryId);
          onAnswered();
        }}
      >
        {texts.close}
      </button>
    </div>
  );
}

function useSeen({ offer, status }: Card, model: PhoneModel): void {
  useEffect(() => {
    if (status !== 'open') return undefined;
    const timer = setTimeout(() => document.visibilityState === 'visible' && model.seen(offer), SEEN_AFTER_MS);
    return () => clearTimeout(timer);
  }, [offer, status, model]);
}

function usePutAwayWhenGone({ offer, status }: Card, model: PhoneModel): void {
  useEffect(() => {
    if (status !== 'gone') return undefined;
    const timer = setTimeout(() => model.putAway(offer.deliveryId), GONE_AFTER_MS);
    return () => clearTimeout(timer);
  }, [offer, status, model]);
}
