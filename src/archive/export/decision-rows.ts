import { explainRefusal } from '../../core/outcome/conclude.js';
import { localTimeIn } from '../../core/context/local-time.js';
import { readFeature } from '../../core/features/read-feature.js';
import { unpackFor } from '../../core/record/unpack-for.js';
import type { DecisionRecord, RecordedSlot } from '../../core/record/decision-record.js';
import type { CommitResult, DecisionInput, Sighting } from '../../core/types/decision.js';
import { bandName } from '../../core/types/distance-band.js';
import type { Owner } from '../../core/types/ids.js';
import type { Offer } from '../../core/types/offer.js';
import type { RefusalCode } from '../../core/types/reason.js';
import { FEATURES, type Cell } from './columns.js';
import type { OfferName } from './export-order.js';
import type { Reward } from './reward-table.js';

/** A decision as it stands in a segment. Records of before the chances were kept lack them. */
export type SealedDecision = Omit<DecisionRecord, 'slots'> & {
  readonly slots: readonly (Omit<RecordedSlot, 'chances' | 'propensities'> &
    Partial<Pick<RecordedSlot, 'chances' | 'propensities'>>)[];
  readonly commit: CommitResult;
};

/** What a row takes beside the record. */
export interface RowSources {
  readonly subject: string;
  readonly isPending: boolean;
  readonly offerOf: (name: OfferName) => Offer | undefined;
  readonly rewardOf: (deliveryId: string) => Reward;
}

/** Names of no customer: features read none. */
const NOBODY = { tenant: '', customer: '' } as unknown as Owner;

/** The offers that were shown, by the names under which their catalog is asked for them. */
export function shownOffers({ commit, slots, versions }: SealedDecision): OfferName[] {
  return commit.g.map(([slot, rank]) => [versions.catalog, slots[slot]!.offers[rank]!]);
}

/** A row for each offer that was shown, in the order of `COLUMNS`; one for the silence where there was none. */
export function rowsOf(decision: SealedDecision, sources: RowSources): Cell[][] {
  const { g } = decision.commit;
  return g.length === 0 ? [silentRow(decision, sources)] : g.map((grant) => shownRow(decision, grant, sources));
}

function shownRow(decision: SealedDecision, [at, rank]: CommitResult['g'][number], sources: RowSources): Cell[] {
  const slot = decision.slots[at]!;
  const offerId = slot.offers[rank]!;
  const offer = sources.offerOf([decision.versions.catalog, offerId]);
  const { input, sighting } = unpackFor(decision.input, NOBODY, offer);
  const { reward, at: rewardAt } = sources.rewardOf(slot.delivery);
  const [placement, position] = placeOf(decision, slot.delivery);
  const { distanceBand } = sighting ?? {};
  return [
    input.decisionId,
    slot.delivery,
    input.now,
    sources.subject,
    input.touchpoint,
    placement,
    position,
    offerId,
    offer?.category ?? null,
    treatmentOf(offer, input.touchpoint, placement),
    reward,
    rewardAt,
    sources.isPending,
    slot.chances?.[rank] ?? null,
    slot.propensities?.[rank] ?? null,
    ...commonOf(decision),
    slot.fallback === rank,
    null,
    ...whereOf(input),
    distanceBand === undefined ? null : bandName(distanceBand),
    offer !== undefined,
    ...featuresOf(input, offer, sighting),
  ];
}

function silentRow(decision: SealedDecision, { subject, isPending }: RowSources): Cell[] {
  const { input } = unpackFor(decision.input, NOBODY, undefined);
  const reasons = decision.commit.r.map(([, code]) => code as RefusalCode);
  const nothing = (count: number): null[] => Array<null>(count).fill(null);
  return [
    input.decisionId,
    null,
    input.now,
    subject,
    input.touchpoint,
    ...nothing(7),
    isPending,
    ...nothing(2),
    ...commonOf(decision),
    false,
    decision.silence ?? explainRefusal(reasons).code,
    ...whereOf(input),
    null,
    true,
    ...featuresOf(input, undefined, undefined),
  ];
}

function commonOf({ versions, scoreSource, commit }: SealedDecision): Cell[] {
  return [versions.policy, versions.model, versions.catalog, scoreSource, commit.r.length > 0];
}

function whereOf({ situation }: DecisionInput): Cell[] {
  return [situation.moment.name, situation.cell ?? null];
}

/** Raw, as the encoder was served them: by the same extractors, with the consents of then. */
function featuresOf(input: DecisionInput, offer: Offer | undefined, sighting: Sighting | undefined): Cell[] {
  const localTime = input.situation.timeZone ? localTimeIn(input.situation.timeZone, input.now) : undefined;
  const candidate = offer && sighting && { offer, sighting };
  return FEATURES.map((extractor) => readFeature(extractor, { input, localTime }, candidate) ?? null);
}

/** `DECISION:PLACEMENT`, and `.2` after it for the second offer there. */
function placeOf({ input }: SealedDecision, delivery: string): readonly [placement: string, position: number] {
  const place = delivery.slice(input.decisionId.length + 1);
  const dot = place.lastIndexOf('.');
  if (dot < 0 || input.placements.includes(place)) return [place, 0];
  return [place.slice(0, dot), Number(place.slice(dot + 1)) - 1];
}

/** Which one was shown does not stand in the record: told where there is no choice. */
function treatmentOf(offer: Offer | undefined, touchpoint: string, placement: string): string | null {
  const fitting = offer?.treatments.filter((one) => one.touchpoint === touchpoint && one.placement === placement);
  return fitting?.length === 1 ? fitting[0]!.id : null;
}
