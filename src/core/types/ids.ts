declare const brand: unique symbol;
type Branded<Name extends string> = string & { readonly [brand]: Name };

export type TenantId = Branded<'TenantId'>;
export type CustomerId = Branded<'CustomerId'>;
export type OfferId = Branded<'OfferId'>;
export type ZoneId = Branded<'ZoneId'>;
export type DecisionId = Branded<'DecisionId'>;
export type DeliveryId = Branded<'DeliveryId'>;

/** The customer of a tenant: every piece of state belongs to one. */
export interface Owner {
  readonly tenant: TenantId;
  readonly customer: CustomerId;
}

/** The key for acks, dedupe and feedback: one for each offer that a decision shows. */
export function deliveryIdOf(decision: DecisionId, placement: string, position: number): DeliveryId {
  return (position === 0 ? `${decision}:${placement}` : `${decision}:${placement}.${position + 1}`) as DeliveryId;
}

export function decisionIdOf(delivery: DeliveryId): DecisionId {
  return delivery.slice(0, delivery.indexOf(':')) as DecisionId;
}
