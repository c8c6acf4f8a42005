/**
 * The order of work, as a marketer reads it in the funnel (the order is Pega's, so that its users can read ours).
 * Labels for traces, metrics and docs. `granted` is the place of those that nothing dropped.
 */
export const STAGES = [
  'available',
  'location',
  'context',
  'consent',
  'eligibility',
  'applicability',
  'suitability',
  'contact-policy',
  'limit',
  'propensity',
  'arbitration',
  'commit',
  'granted',
] as const;

export type StageName = (typeof STAGES)[number];

export function stageRank(stage: StageName): number {
  return STAGES.indexOf(stage);
}
