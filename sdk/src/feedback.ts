import type { FeedbackEvent } from './contract.js';
import type { Delivered } from './offer.js';

type WithoutId<T> = T extends unknown
  ? Omit<T, 'eventId' | 'at'> & Partial<Pick<FeedbackEvent, 'eventId' | 'at'>>
  : never;

type OfferEventType = 'delivered' | 'impression' | 'click' | 'accept' | 'redeem' | 'dismiss';
type ToOffer = WithoutId<Extract<FeedbackEvent, { type: OfferEventType }>> & { deliveryId: string };
type Other = WithoutId<Exclude<FeedbackEvent, { type: OfferEventType }>>;

/** One thing that happened. `eventId` and `at` are made when they are left out. */
export type Feedback = ToOffer | Other;

/** The same id on every device and in every tab: told twice, it counts once. */
export function aboutOnce(type: string, { deliveryId }: Delivered): { eventId: string; deliveryId: string } {
  return { eventId: `${type}:${deliveryId}`, deliveryId };
}
