import { useRef } from 'preact/hooks';
import { ConnectionBadge } from '../../shared/connection-badge.js';
import type { PhoneModel } from '../model/phone-model.js';
import type { Texts } from '../texts/texts.js';
import { AgreeAll } from './controls.js';
import { tellDay, tellTime } from './figures.js';
import { OfferCard } from './offer-card.js';
import { PhoneMap } from './phone-map.js';

/** The phone itself: time and line above, the map, and the offers that came. */
export function PhoneScreen({ model, texts }: { model: PhoneModel; texts: Texts }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const now = model.clock.now();
  const cards = model.cards.all;
  const newest = cards.find(({ status }) => status === 'open');
  const { moment } = model.reporter;
  return (
    <section class="phone" aria-label={texts.title}>
      <header>
        <time dateTime={new Date(now).toISOString()}>
          <b>{tellTime(now, model.voice)}</b> {tellDay(now, model.voice)}
        </time>
        <ConnectionBadge state={model.connection} voice={model.voice} />
      </header>
      <div class="view">
        <PhoneMap model={model} texts={texts} />
        {model.consents.location && moment && (
          <p class="moment">
            {texts.seems(texts[`moment${moment.name}` as 'momentunknown'] ?? moment.name)}
            <small>{texts.sure(Math.round(moment.confidence * 100))}</small>
          </p>
        )}
        {!model.consents.location && <p class="moment">{texts.mapHint}</p>}
      </div>
      <div class="offers">
        <h2 ref={heading} tabIndex={-1}>
          {texts.offers}
        </h2>
        <p class="unseen" role="status">
          {newest && `${texts.newOffer(newest.offer.treatment.title)}. ${newest.offer.treatment.body}`}
        </p>
        {cards.length === 0 && <p class="quiet">{model.consents.location ? texts.quiet : texts.needConsent}</p>}
        {!model.consents.location && <AgreeAll model={model} texts={texts} isOnPhone />}
        <ul>
          {cards.map((card) => (
            <OfferCard
              key={card.offer.deliveryId}
              card={card}
              model={model}
              texts={texts}
              onAnswered={() => heading.current?.focus()}
            />
          ))}
        </ul>
      </div>
    </section>
  );
}
