import { join } from 'node:path';
import type { Redis } from 'ioredis';
import { seal } from '../../src/archive/seal.js';
import { appendLines, type SegmentLine } from '../../src/archive/segment-file.js';
import { SegmentFolder, type SegmentKind } from '../../src/archive/segment-folder.js';
import type { SealedDecision } from '../../src/archive/export/decision-rows.js';
import type { createApp } from '../../src/create-app.js';
import type { CustomerId, DecisionId, Owner, TenantId } from '../../src/core/types/ids.js';
import { CustomerRepository } from '../../src/state/customer.repository.js';
import { ErasureRepository } from '../../src/state/erasure.repository.js';
import { keys } from '../../src/state/keys.js';
import { LogKeyRepository, type LogKey } from '../../src/state/log-key.repository.js';
import type { Say } from './proof.js';

export const TENANT = 'default' as TenantId;
export const DECISIONS = 1_000_000;
export const SUBJECTS = 4_000;
/** Of customers who withdrew profiling, and of others who were erased: none of them may come out. */
export const HIDDEN = 10_000;
const HIDDEN_SUBJECTS = 40;
const WEEK_MS = 7 * 86_400_000;
const FIRST_DAY = Date.UTC(2026, 5, 1);
const HOUR_MS = 3_600_000;
const LINES_AT_ONCE = 512;
const WRITERS = 3;
const PURPOSES = ['location', 'profiling', 'marketing'] as const;

type App = Awaited<ReturnType<typeof createApp>>;

/** A real decision, as the engine left it, to be had again under other names and at other times. */
export interface Template {
  readonly text: string;
  readonly decision: SealedDecision;
}

/** What was planted, for whoever checks what came out. */
export interface Planted {
  readonly subjects: readonly LogKey[];
  readonly rows: number;
  readonly rewards: number;
}

/** When the n-th is made. Those that are hidden lie among the others. */
export function timeOf(n: number): number {
  return FIRST_DAY + Math.floor(((n % DECISIONS) * WEEK_MS) / DECISIONS);
}

export function idOf(n: number): string {
  return `${timeOf(n).toString(36).padStart(9, '0')}-${n.toString(16).padStart(16, '0')}`;
}

/** The template under the name of the n-th and at its time. */
export function textOf({ text, decision }: Template, n: number): string {
  const { decisionId, now } = decision.input;
  return text.replaceAll(decisionId, idOf(n)).replace(`"now":${now}`, `"now":${timeOf(n)}`);
}

/** What the customer does with what the n-th decision showed first: in time, too late, and changing their mind. */
export function reactionsTo(n: number, deliveryId: string): object[][] {
  const at = (hours: number) => timeOf(n) + hours * HOUR_MS;
  const accept = (hours: number) => ({ type: 'accept', eventId: `a-${n}`, deliveryId, at: at(hours) });
  const dismiss = (hours: number) => ({
    type: 'dismiss',
    eventId: `d-${n}`,
    deliveryId,
    at: at(hours),
    reason: 'not-now',
  });
  if (n % 10 === 0) return [[accept(1)]];
  if (n % 10 === 1) return [[dismiss(1)], [dismiss(1), accept(5)]];
  if (n % 10 === 2) return [[accept(1), dismiss(2)]];
  return n % 10 === 3 ? [[accept(25)]] : [];
}

/** What it comes to after a day. */
export function rewardOf(n: number): { reward: number; rewardAt: number | null } {
  if (n % 10 > 1) return { reward: 0, rewardAt: null };
  return { reward: 1, rewardAt: timeOf(n) + (n % 10 === 0 ? 1 : 5) * HOUR_MS };
}

export function deliveryOf({ commit, slots }: SealedDecision): string | undefined {
  const [first] = commit.g;
  return first && slots[first[0]]!.delivery;
}

/** Customers with consents and log keys as the engine makes them; the last of them withdraw, or are erased, afterwards. */
export async function makeSubjects(app: App, redis: Redis, { text, decision }: Template): Promise<LogKey[]> {
  const customers = app.get(CustomerRepository);
  const logKeys = app.get(LogKeyRepository);
  const made: LogKey[] = [];
  for (let n = 0; n < SUBJECTS + HIDDEN_SUBJECTS; n += 1) {
    const owner = ownerOf(n);
    const id = decision.input.decisionId;
    for (const purpose of PURPOSES)
      await customers.setConsent(owner, { purpose, status: 'granted', textVersion: '1' }, FIRST_DAY);
    await redis.set(keys.decision(owner, id as DecisionId), text);
    made.push((await logKeys.takeRecord(owner, id as DecisionId))!.key);
    await redis.del(keys.decision(owner, id as DecisionId));
  }
  return made;
}

/** After their decisions stand on the disk. */
export async function hideSubjects(app: App): Promise<void> {
  const withdrawn = { purpose: 'profiling', status: 'withdrawn', textVersion: '1' } as const;
  for (let n = SUBJECTS; n < SUBJECTS + HIDDEN_SUBJECTS; n += 1) {
    if (n % 2 === 0) await app.get(CustomerRepository).setConsent(ownerOf(n), withdrawn, FIRST_DAY);
    else await app.get(ErasureRepository).erase(ownerOf(n));
  }
}

/** The segments of a week, by the code that writes them. */
export async function plantSegments(
  dataDir: string,
  templates: readonly Template[],
  subjects: readonly LogKey[],
  say: Say,
): Promise<Planted> {
  const lines = new LineFiles(new SegmentFolder(join(dataDir, 'segments')));
  let rows = 0;
  let rewards = 0;
  for (let n = 0; n < DECISIONS + HIDDEN; n += 1) {
    const template = templates[n % templates.length]!;
    const { who, secret } = subjectOf(n, subjects);
    const line = { id: idOf(n), at: timeOf(n), who };
    await lines.add('decisions', n, { ...line, box: seal(textOf(template, n), secret) });
    const delivery = deliveryOf(template.decision);
    if (n % 250_000 === 249_999) say(`${n + 1} decisions on the disk`);
    if (n < DECISIONS) rows += Math.max(1, template.decision.commit.g.length);
    if (delivery === undefined) continue;
    if (n < DECISIONS) rewards += rewardOf(n).reward;
    const told = delivery.replace(template.decision.input.decisionId, idOf(n));
    for (const [turn, reactions] of reactionsTo(n, told).entries())
      await lines.add('feedback', n + turn * LINES_AT_ONCE, { ...line, box: seal(JSON.stringify(reactions), secret) });
  }
  await lines.end();
  return { subjects, rows, rewards };
}

export function subjectOf<S>(n: number, subjects: readonly S[]): S {
  return n < DECISIONS ? subjects[n % SUBJECTS]! : subjects[SUBJECTS + (n % HIDDEN_SUBJECTS)]!;
}

function ownerOf(n: number): Owner {
  return { tenant: TENANT, customer: `subject-${n}` as CustomerId };
}

/** Lines on their way to the files of several writers, some at a time. */
class LineFiles {
  readonly #waiting = new Map<string, SegmentLine[]>();

  constructor(private readonly folder: SegmentFolder) {}

  async add(kind: SegmentKind, n: number, line: SegmentLine): Promise<void> {
    const writer = `writer-${Math.floor(n / LINES_AT_ONCE) % WRITERS}`;
    const path = this.folder.pathFor(TENANT, line.at, writer, kind);
    const waiting = this.#waiting.get(path) ?? [];
    waiting.push(line);
    if (waiting.length < LINES_AT_ONCE) return void this.#waiting.set(path, waiting);
    this.#waiting.delete(path);
    await appendLines(path, waiting);
  }

  async end(): Promise<void> {
    for (const [path, lines] of this.#waiting) await appendLines(path, lines);
  }
}
