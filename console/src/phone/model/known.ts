/** What the engine knows of the customer, as far as the page shows it: part of `GET /v1/customers/{id}/profile`. */
export interface Known {
  readonly affinity: Readonly<Record<string, number>>;
  readonly offers: Readonly<Record<string, { impressions: number; accepts: number; dismissals: number }>>;
  /** What the customer said no to, and until when (epoch ms). */
  readonly rests: Readonly<Record<string, number>>;
}

export interface KnownTotals {
  readonly impressions: number;
  readonly accepts: number;
  readonly dismissals: number;
}

/** @returns undefined when nothing is known. @throws Error when the engine does not tell. */
export async function askKnown(customer: string, token: string): Promise<Known | undefined> {
  const answer = await fetch(`/v1/customers/${encodeURIComponent(customer)}/profile`, {
    headers: { authorization: `Bearer ${token}` },
    cache: 'no-store',
  });
  if (!answer.ok) throw new Error(`GET profile: HTTP ${answer.status}`);
  return (await answer.json()) as Known;
}

export function totalsOf({ offers }: Known): KnownTotals {
  const sum = (name: keyof KnownTotals) => Object.values(offers).reduce((total, figures) => total + figures[name], 0);
  return { impressions: sum('impressions'), accepts: sum('accepts'), dismissals: sum('dismissals') };
}
