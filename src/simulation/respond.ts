// From a push on the screen to what the app tells the engine about it.
import type { OfferPush } from '../contract/decision.js';
import type { FeedbackEvent, FeedbackResult } from '../contract/feedback.js';
import type { PersonalDay } from './personal-day.js';
import type { Person } from './person.js';
import type { Phone } from './phone.js';
import { metresBetween } from './plane.js';
import { reactTo } from './reaction.js';
import type { OfferedThing, World } from './world.js';

/** Nobody walks further than this for an offer. */
const DETOUR_METRES = 600;
/** An offer that came after the city began. */
const STRANGE: OfferedThing = { category: 'unknown', appeal: 1 };

type Told = FeedbackEvent extends infer Event
  ? Event extends unknown
    ? Omit<Event, 'eventId' | 'deliveryId'>
    : never
  : never;

export class Responder {
  private readonly random;

  constructor(
    private readonly person: Person,
    private readonly phone: Phone,
    private readonly day: PersonalDay,
    private readonly world: World,
  ) {
    this.random = person.random.fork(4);
  }

  respond(push: OfferPush, atMs: number): void {
    const { category, appeal, shop } = this.world.offers.get(push.offerId) ?? STRANGE;
    const { point, leg } = this.day.whereAt(atMs);
    const metres = shop && metresBetween(point, shop.point);
    const taste = this.person.taste[category] ?? 0.2;
    const reaction = reactTo(
      { taste, appeal, metres, leg: leg.kind, attentionSeconds: push.attentionSeconds },
      this.random,
    );
    if (reaction.type === 'overlooked') return;
    this.tell(push, { type: 'impression', at: atMs + reaction.seenAfterMs });
    if (reaction.type === 'ignored') return;
    const decidedMs = atMs + reaction.afterMs;
    if (reaction.type === 'dismissed') {
      return this.tell(push, { type: 'dismiss', reason: reaction.reason, at: decidedMs });
    }
    this.tell(push, { type: 'accept', at: decidedMs });
    if (!shop || !reaction.goesThere || (metres ?? 0) > DETOUR_METRES) return;
    this.world.pace.agenda.add(decidedMs, () => {
      this.tell(push, { type: 'redeem', at: this.day.detourTo(shop.point, decidedMs) });
    });
  }

  /** Reports at the time it happens, so that the engine's clock never runs ahead. */
  private tell({ deliveryId }: OfferPush, told: Told): void {
    const event = { ...told, eventId: `${deliveryId}-${told.type}`, deliveryId };
    this.world.pace.agenda.add(told.at, () => void this.world.pace.hold(this.send(event)));
  }

  private async send(event: { type: string }): Promise<void> {
    try {
      const results = await this.phone.send<FeedbackResult[]>('feedback:report', { events: [event] });
      const refused = results.find(({ status }) => status === 'refused');
      if (refused) this.world.observer.failed(`feedback:report: ${refused.code} ${refused.message ?? ''}`);
      else if (event.type === 'accept') this.world.observer.accepted();
      else if (event.type === 'dismiss') this.world.observer.dismissed();
    } catch (error) {
      this.world.observer.failed((error as Error).message);
    }
  }
}
