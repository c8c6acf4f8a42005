/** What the engine tells a page before it has a token: `GET /console/setup`. */
export interface Setup {
  /** Whether the engine gives tokens to everyone. */
  readonly demo: boolean;
  /** `events`: the time of the messages is the clock, as in a simulation. */
  readonly clock: 'server' | 'events';
  /** ISO 8601, UTC. */
  readonly now: string;
  /** Whether there is a file of streets for the map. */
  readonly streets: boolean;
}

/** @throws Error when the engine does not answer. */
export async function askSetup(): Promise<Setup> {
  const answer = await fetch('/console/setup', { cache: 'no-store' });
  if (!answer.ok) throw new Error(`GET /console/setup: HTTP ${answer.status}`);
  return (await answer.json()) as Setup;
}
