/** Family -> the sum of what its series count, and the series themselves without their values. */
export interface ReadMetrics {
  readonly sums: ReadonlyMap<string, number>;
  readonly series: ReadonlySet<string>;
  readonly text: string;
}

/** @throws Error when the engine does not answer with metrics. */
export async function readMetrics(engineUrl: string): Promise<ReadMetrics> {
  const reply = await fetch(`${engineUrl}/metrics`);
  if (!reply.ok) throw new Error(`/metrics answers with ${reply.status}`);
  const text = await reply.text();
  const sums = new Map<string, number>();
  const series = new Set<string>();
  for (const [, family] of text.matchAll(/^# TYPE (proxima_\w+)/gm)) sums.set(family!, 0);
  for (const [, one, value] of text.matchAll(/^(proxima_\S+) (\S+)$/gm)) {
    series.add(one!);
    const name = one!.split('{')[0]!;
    const family = sums.has(name) ? name : name.replace(/_(bucket|sum|count)$/, '');
    if (!name.endsWith('_bucket') && !name.endsWith('_sum')) sums.set(family, (sums.get(family) ?? 0) + Number(value));
  }
  return { sums, series, text };
}
