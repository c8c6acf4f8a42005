import type { Ack, Cap, Consent, Operation, Push } from './history.js';

/** Without these two no offer may be pushed. */
const NEEDED_PURPOSES = ['location', 'marketing'];

/**
 * Holds what clients saw against what the engine promises, however the machines below it failed. Returns one sentence for
 * each promise that was broken.
 */
export function checkHistory(operations: readonly Operation[], caps: readonly Cap[]): string[] {
  const lostAt = operations.flatMap((operation) => (operation.kind === 'state-lost' ? [operation.at] : []));
  const epochOf = (at: number) => lostAt.filter((lost) => lost <= at).length;
  const pushes = operations.filter((operation) => operation.kind === 'push');
  const consents = operations.filter((operation) => operation.kind === 'consent');
  const acks = operations.filter((operation) => operation.kind === 'ack');
  return [
    ...checkConsents(pushes, consents, epochOf),
    ...checkCaps(pushes, caps, epochOf),
    ...checkSeqs(pushes, epochOf),
    ...checkDeliveries(pushes),
    ...checkAcks(acks),
  ];
}

type EpochOf = (at: number) => number;

function checkConsents(pushes: readonly Push[], consents: readonly Consent[], epochOf: EpochOf): string[] {
  const byCustomer = grouped(consents, ({ customer }) => customer);
  return pushes.flatMap((push) => {
    const own = byCustomer.get(push.customer) ?? [];
    return NEEDED_PURPOSES.filter((purpose) => !mayPush(push, own, purpose, epochOf)).map(
      (purpose) => `${name(push)}: no consent to ${purpose} was in force`,
    );
  });
}

/**
 * A grant counts when it was acked before, or may have taken effect without an ack. A withdrawal counts once its ack was
 * seen on the connection of the push; elsewhere the push may have been on its way.
 */
function mayPush(push: Push, consents: readonly Consent[], purpose: string, epochOf: EpochOf): boolean {
  const grants = consents.filter(
    (consent) =>
      consent.purpose === purpose &&
      consent.status === 'granted' &&
      epochOf(consent.respondedAt) === epochOf(push.at) &&
      (consent.ending === 'ok'
        ? consent.respondedAt <= push.at
        : consent.ending === 'unknown' && consent.invokedAt <= push.at),
  );
  const withdrawnAt = Math.max(
    -Infinity,
    ...consents
      .filter(
        ({ purpose: other, status, ending, connection, respondedAt }) =>
          other === purpose &&
          status === 'withdrawn' &&
          ending === 'ok' &&
          connection === push.connection &&
          respondedAt <= push.at,
      )
      .map(({ respondedAt }) => respondedAt),
  );
  // A grant that may have arrived behind the withdrawal makes it good again.
  return grants.some((grant) => (grant.ending === 'ok' ? grant.respondedAt : Infinity) > withdrawnAt);
}

function checkCaps(pushes: readonly Push[], caps: readonly Cap[], epochOf: EpochOf): string[] {
  const faults: string[] = [];
  const groups = grouped(pushes, ({ customer, at }) => `${epochOf(at)} ${customer}`);
  for (const own of groups.values()) {
    const times = [...new Map(own.map(({ deliveryId, at }) => [deliveryId, at])).values()].sort((a, b) => a - b);
    for (const { limit, windowMs } of caps) {
      const broken = times.some((at, n) => n >= limit && at - times[n - limit]! < windowMs);
      if (broken) faults.push(`customer ${own[0]!.customer}: more than ${limit} offers in ${windowMs} ms`);
    }
  }
  return faults;
}

/** On one connection they rise; on all together no number is given twice. */
function checkSeqs(pushes: readonly Push[], epochOf: EpochOf): string[] {
  const faults: string[] = [];
  for (const own of grouped(pushes, ({ customer, at }) => `${epochOf(at)} ${customer}`).values()) {
    const deliveryOf = new Map<number, string>();
    const last = new Map<string, number>();
    for (const push of own) {
      const known = deliveryOf.get(push.seq);
      if (known !== undefined && known !== push.deliveryId) faults.push(`${name(push)}: seq ${push.seq} was ${known}`);
      if (push.seq <= (last.get(push.connection) ?? -Infinity))
        faults.push(`${name(push)}: seq ${push.seq} does not rise`);
      deliveryOf.set(push.seq, push.deliveryId);
      last.set(push.connection, push.seq);
    }
  }
  return faults;
}

function checkDeliveries(pushes: readonly Push[]): string[] {
  return repeated(pushes, ({ connection, deliveryId }) => `${connection} ${deliveryId}`).map(
    (push) => `${name(push)}: pushed before on this connection`,
  );
}

function checkAcks(acks: readonly Ack[]): string[] {
  return repeated(acks, ({ connection, messageId }) => `${connection} ${messageId}`).map(
    ({ connection, messageId }) => `message ${messageId} on ${connection}: acked more than once`,
  );
}

function grouped<T>(entries: readonly T[], keyOf: (entry: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const entry of entries) {
    const group = groups.get(keyOf(entry));
    if (group) group.push(entry);
    else groups.set(keyOf(entry), [entry]);
  }
  return groups;
}

function repeated<T>(entries: readonly T[], keyOf: (entry: T) => string): T[] {
  const seen = new Set<string>();
  return entries.filter((entry) => {
    const key = keyOf(entry);
    const isKnown = seen.has(key);
    seen.add(key);
    return isKnown;
  });
}

function name({ deliveryId, customer, connection }: Push): string {
  return `push ${deliveryId} to ${customer} on ${connection}`;
}
