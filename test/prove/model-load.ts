// Customers who ask for offers at a steady rate, over HTTP, and accept some: in a process of its own.
import { Agent, request } from 'node:http';
import { build } from 'hdr-histogram-js';
import { bucketOf } from '../../src/core/rollout/bucket.js';
import { seededRandom } from '../../src/core/arbitration/explore.js';
import type { DecisionAnswer } from '../../src/contract/decision.js';
import type { LoadFigures, LoadPlan } from './model-world.js';

const SOCKETS = 64;
const EVERY_MS = 2;
const agent = new Agent({ keepAlive: true, maxSockets: SOCKETS });

let isStopped = false;
process.on('message', (word: LoadPlan | 'stop') => {
  if (word === 'stop') isStopped = true;
  else void run(word).then((figures) => process.send!(figures, () => process.exit(0)));
});
process.once('disconnect', () => process.exit(1));

async function run(plan: LoadPlan): Promise<LoadFigures> {
  const { ratePerSecond, customers, seed } = plan;
  const random = seededRandom(seed);
  const latenciesUs = build({ numberOfSignificantValueDigits: 3 });
  const figures = { sent: 0, answered: 0, failed: 0, shown: 0, accepted: 0, longestGapMs: 0, faults: [] as string[] };
  const decisionIds: string[] = [];
  let lastMs = performance.now();
  let open = 0;

  const ask = async (customer: string, scheduledMs: number): Promise<void> => {
    open += 1;
    try {
      const answer = (await post(plan, '/v1/decisions', order(customer))) as DecisionAnswer;
      const nowMs = performance.now();
      figures.answered += 1;
      figures.longestGapMs = Math.max(figures.longestGapMs, nowMs - lastMs);
      lastMs = nowMs;
      latenciesUs.recordValue(Math.max(1, Math.round((nowMs - scheduledMs) * 1000)));
      if (figures.answered % 200 === 0) decisionIds.push(answer.decisionId);
      const [offer] = answer.offers;
      if (!offer) return;
      figures.shown += 1;
      if (random() >= chanceOf(plan, customer)) return;
      figures.accepted += 1;
      const event = { eventId: `e-${answer.decisionId}`, type: 'accept', deliveryId: offer.deliveryId, at: Date.now() };
      await post(plan, '/v1/events', { customer, events: [event] });
    } catch (error) {
      figures.failed += 1;
      if (figures.faults.length < 10) figures.faults.push((error as Error).message);
    } finally {
      open -= 1;
    }
  };

  const startMs = performance.now();
  while (!isStopped) {
    const nowMs = performance.now();
    const due = Math.floor(((nowMs - startMs) / 1000) * ratePerSecond);
    // In another order each time round.
    for (; figures.sent < due; figures.sent += 1) void ask(`c${Math.floor(random() * customers)}`, nowMs);
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
  }
  while (open > 0) await new Promise((resolve) => setTimeout(resolve, 10));
  const seconds = (performance.now() - startMs) / 1000;
  const latencyMs = (percentile: number) => latenciesUs.getValueAtPercentile(percentile) / 1000;
  return {
    ...figures,
    perSecond: Math.round(figures.answered / seconds),
    p50Ms: latencyMs(50),
    p99Ms: latencyMs(99),
    decisionIds,
  };
}

function order(customer: string): object {
  return { customer, touchpoint: 'web', placements: ['hero'] };
}

/** How likely they accept what the version shows that decides for them. */
function chanceOf({ accept }: LoadPlan, customer: string): number {
  return bucketOf(customer) < accept.challengerBuckets ? accept.challenger : accept.champion;
}

function post({ url, token }: LoadPlan, path: string, body: object): Promise<unknown> {
  const text = JSON.stringify(body);
  const headers = {
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  };
  return new Promise((resolve, reject) => {
    const call = request(`${url}${path}`, { method: 'POST', agent, headers }, (reply) => {
      const pieces: Buffer[] = [];
      reply.on('data', (piece: Buffer) => pieces.push(piece));
      reply.on('end', () => {
        const answer = Buffer.concat(pieces).toString();
        if (reply.statusCode === 200) resolve(JSON.parse(answer));
        else reject(new Error(`${path} was answered ${reply.statusCode}: ${answer.slice(0, 300)}`));
      });
    });
    call.on('error', reject);
    call.end(text);
  });
}
