import { hasLeft } from '../core/location/left-behind.js';
import type { Fix } from '../core/types/fix.js';
import type { DeliveryId, OfferId, Owner } from '../core/types/ids.js';
import type { Area } from '../core/types/offer.js';
import type { AuthenticatedSocket } from '../platform/socket.adapter.js';

/** An offer that a device has been given and may show. */
export interface ShownOffer {
  readonly seq: number;
  readonly deliveryId: DeliveryId;
  readonly offerId: OfferId;
  /** Epoch ms. */
  readonly until: number;
  /** Where it holds; nothing when it holds everywhere, or was not offered for the place. */
  readonly areas: readonly Area[];
}

/** As the inbox: older ones are no more to be seen. */
const MOST = 16;
const NONE: readonly ShownOffer[] = [];

/** A device keeps what it was given with its socket. */
interface Held {
  shown?: readonly ShownOffer[];
}

/** What the devices of this process may show: to recall it without asking anybody. Gone with the socket. */
export class ShownOffers {
  /** Devices by customer, of those who were given anything. */
  readonly #holders = new Map<string, AuthenticatedSocket[]>();

  /** An offer that was pushed before takes the place of that push: the device does so too, and need not be told. */
  add(socket: AuthenticatedSocket, owner: Owner, offer: ShownOffer, now: number): void {
    const held = socket.data as Held;
    const shown = held.shown ?? this.holdFor(socket, owner);
    const kept = shown.filter(({ offerId, until }) => offerId !== offer.offerId && until > now).slice(1 - MOST);
    kept.push(offer);
    held.shown = kept;
  }

  /** Those whose place the customer has left: the device has them no more. Asked with each report, mostly for nothing. */
  takeLeftBehind(socket: AuthenticatedSocket, fix: Fix): readonly ShownOffer[] {
    const held = socket.data as Held;
    const { shown } = held;
    if (!shown) return NONE;
    let left: ShownOffer[] | undefined;
    for (const offer of shown) if (offer.areas.length > 0 && hasLeft(offer.areas, fix)) (left ??= []).push(offer);
    if (!left) return NONE;
    held.shown = shown.filter((offer) => !left.includes(offer));
    return left;
  }

  devicesOf(owner: Owner): readonly AuthenticatedSocket[] {
    return this.#holders.get(nameOf(owner)) ?? [];
  }

  /** Takes an offer away from a device that was pushed to it by then: the push of this number, or one before it. */
  removeUpTo(socket: AuthenticatedSocket, offerId: OfferId, seq: number): ShownOffer | undefined {
    const found = (socket.data as Held).shown?.find((offer) => offer.offerId === offerId && offer.seq <= seq);
    return found && this.remove(socket, found.deliveryId);
  }

  /** Takes all away from a device. */
  removeAll(socket: AuthenticatedSocket): readonly ShownOffer[] {
    const held = socket.data as Held;
    const { shown = NONE } = held;
    if (held.shown) held.shown = NONE;
    return shown;
  }

  /** Takes an offer away from a device. */
  remove(socket: AuthenticatedSocket, deliveryId: DeliveryId): ShownOffer | undefined {
    const held = socket.data as Held;
    const found = held.shown?.find((offer) => offer.deliveryId === deliveryId);
    if (found) held.shown = held.shown!.filter((offer) => offer !== found);
    return found;
  }

  /** All that any device of a tenant may show, for those that are stopped. */
  *ofTenant(tenant: string): Generator<readonly [Owner, ShownOffer]> {
    for (const holders of this.#holders.values()) {
      for (const { data } of holders) {
        if (data.claims.tenant !== tenant) continue;
        const owner = { tenant: data.claims.tenant, customer: data.claims.sub } as Owner;
        for (const offer of (data as Held).shown ?? []) yield [owner, offer];
      }
    }
  }

  private holdFor(socket: AuthenticatedSocket, owner: Owner): ShownOffer[] {
    const name = nameOf(owner);
    this.#holders.set(name, [...(this.#holders.get(name) ?? []), socket]);
    socket.once('disconnect', () => {
      const others = this.#holders.get(name)!.filter((holder) => holder !== socket);
      if (others.length > 0) this.#holders.set(name, others);
      else this.#holders.delete(name);
    });
    return [];
  }
}

function nameOf({ tenant, customer }: Owner): string {
  return `${tenant} ${customer}`;
}
