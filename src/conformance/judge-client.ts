import { randomBytes } from 'node:crypto';
import { signToken } from '../platform/auth/sign-token.js';
import { ClientProcess } from './client-process.js';
import { Meeting } from './meeting.js';
import { eventsIn } from './messages.js';
import { Referee } from './referee.js';
import { Relay } from './relay.js';
import type { Judged } from './rules.js';
import type { RunningEngine } from './running-engine.js';
import { NEXT_REPORT, Trial } from './trial.js';

/**
 * Starts a referee and the client by its command, with PROXIMA_URL and PROXIMA_TOKEN in its environment (and in place of
 * `{url}` and `{token}` in the command), and walks it through the trial. Takes about half a minute.
 */
export async function judgeClient(command: string): Promise<Judged[]> {
  const secret = randomBytes(32).toString('hex');
  const token = await signToken({ secret, role: 'device', subject: 'trial' });
  let trial: Trial | undefined;
  const referee = await Referee.start(token, {
    'position:report': () => ({ accepted: 1, nextReport: NEXT_REPORT, outcome: { silence: 'NO_CANDIDATES' } }),
    'context:report': () => ({ accepted: 1 }),
    'offer:request': () => ({ decisionId: 'trial', offers: [], silence: { code: 'NO_CANDIDATES', message: 'None' } }),
    'feedback:report': (report: object) => eventsIn(report).map(recorded),
    'consent:set': (consent: object) => ({ ...consent, at: new Date().toISOString() }),
    'inbox:resume': ({ afterSeq }: { afterSeq: number }) => ({
      // Once more what the client may have: at least once is all that a network can give.
      missed: trial?.missed.filter(({ seq }) => seq >= afterSeq) ?? [],
      retracted: [],
    }),
  });
  const client = new ClientProcess(command, referee.url, token);
  try {
    trial = new Trial(referee, client);
    return await trial.run();
  } finally {
    await client.stop();
    await referee.stop();
  }
}

/** What came of a client and an engine that runs. */
export interface Met {
  readonly judged: readonly Judged[];
  /** Messages of the client. */
  readonly messages: number;
  /** Code -> how often the engine has refused something with it. */
  readonly refused: Readonly<Record<string, number>>;
  /** Offers that the engine has given to the client. */
  readonly offers: number;
}

/**
 * Starts the client as `judgeClient` does, on a relay to an engine that runs, and judges what becomes of its messages there.
 * Takes about ten seconds, and twenty more when no offer comes.
 * @throws Error when the engine goes away in the middle
 */
export async function judgeMeeting(command: string, engine: RunningEngine): Promise<Met> {
  const relay = await Relay.start(engine.url);
  const client = new ClientProcess(command, relay.url, engine.token);
  try {
    const judged = await new Meeting(relay, client, engine).run();
    const refused: Record<string, number> = {};
    for (const { code } of relay.refusals) refused[code] = (refused[code] ?? 0) + 1;
    return { judged, messages: relay.received.length, refused, offers: relay.given.length };
  } finally {
    await client.stop();
    await relay.stop();
  }
}

function recorded({ eventId }: { eventId?: unknown }): object {
  return { eventId, status: 'recorded' };
}
