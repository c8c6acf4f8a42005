import { randomBytes } from 'node:crypto';
import { signToken } from '../platform/auth/sign-token.js';
import { ClientProcess } from './client-process.js';
import { Referee } from './referee.js';
import type { Judged } from './rules.js';
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
    'feedback:report': ({ events = [] }: { events?: { eventId: string }[] }) =>
      events.map(({ eventId }) => ({ eventId, status: 'recorded' })),
    'consent:set': (consent: object) => ({ ...consent, at: new Date().toISOString() }),
    'inbox:resume': ({ afterSeq }: { afterSeq: number }) => ({
      // Once more what the client may have: at least once is all that a network can give.
      missed: trial?.missed.filter(({ seq }) => seq >= afterSeq) ?? [],
      retracted: [],
    }),
  });
  const words = command.replaceAll('{url}', referee.url).replaceAll('{token}', token);
  const client = new ClientProcess(words, { PROXIMA_URL: referee.url, PROXIMA_TOKEN: token });
  try {
    trial = new Trial(referee, client);
    return await trial.run();
  } finally {
    await client.stop();
    await referee.stop();
  }
}
