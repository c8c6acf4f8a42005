import type { DecisionInput } from '../types/decision.js';
import type { Policy } from '../types/policy.js';

/** What it costs to interrupt now, in minor units: by the moment, and more the more the customer was contacted lately. */
export function interruptionCost(input: DecisionInput, policy: Policy['arbitration']): number {
  if (!input.outbound) return 0;
  return (
    policy.interruptionCostMinor[input.situation.moment.name] +
    policy.pressureMinor * pressure(input, policy.pressureHalfLifeMs)
  );
}

/** Each outbound contact counts one and fades by half every half-life. */
function pressure({ contacts, now }: DecisionInput, halfLifeMs: number): number {
  let sum = 0;
  for (const contact of contacts) if (contact.outbound) sum += 2 ** (-Math.max(0, now - contact.at) / halfLifeMs);
  return sum;
}
