/** How many candidates of a decision record got a score: the lines of its funnel that carry factors. */
export function scoredInFunnel(record: unknown): number | undefined {
  const { funnel } = record as { funnel?: { factors?: unknown }[] };
  return funnel?.filter((line) => line.factors !== undefined).length;
}
