import { unseal } from '../seal.js';
import { NEW_LINE, readPieces, type SegmentLine } from '../segment-file.js';
import type { Cell } from './columns.js';
import { rowsOf, shownOffers, type SealedDecision } from './decision-rows.js';
import type { Answers, ExportOrder } from './export-order.js';
import { KeyTable, lotOf } from './key-table.js';
import { KnownOffers } from './known-offers.js';
import { KnownSecrets } from './known-secrets.js';
import { RewardTable, type FeedbackLine } from './reward-table.js';
import type { DayShare } from './shares.js';

/** Decisions at once: what has to be asked for them is asked in one go. */
const BATCH = 64;
const ID_AT = '{"id":"';
const QUOTE = 34;

/**
 * The rows of one reader, day by day: first what came of the decisions of the day, into a table of numbers, then the
 * decisions. Holds the ids of one day's decisions as numbers, and a batch of decisions; nothing grows with the range.
 */
export class RowSource {
  readonly #secrets: KnownSecrets;
  readonly #offers: KnownOffers;

  constructor(
    private readonly order: ExportOrder,
    answers: Answers,
  ) {
    this.#secrets = new KnownSecrets(answers);
    this.#offers = new KnownOffers(answers);
  }

  /** Some rows at a time. @throws the error of the file system, of a damaged segment, or of who is asked. */
  async *rows(): AsyncGenerator<Cell[][]> {
    for (const day of this.order.days) yield* this.rowsOfDay(day);
  }

  private async *rowsOfDay(share: DayShare): AsyncGenerator<Cell[][]> {
    const rewards = new RewardTable(this.order.reward);
    for await (const lines of this.batches(share.feedback, share)) await this.noteFeedback(lines, rewards);
    // A crash may have had a decision written twice.
    const seen = new KeyTable();
    for await (const lines of this.batches(share.decisions, share)) {
      const fresh = lines.filter(({ id }) => {
        const before = seen.size;
        return seen.add(id) === before;
      });
      yield await this.rowsOfLines(fresh, rewards);
    }
  }

  /** The lines that fall to this reader, within the times. */
  private async *batches(paths: readonly string[], share: DayShare): AsyncGenerator<SegmentLine[]> {
    let batch: SegmentLine[] = [];
    for (const path of paths) {
      for await (const piece of readPieces(path)) {
        let start = 0;
        for (let end = piece.indexOf(NEW_LINE); end >= 0; end = piece.indexOf(NEW_LINE, start)) {
          const line = isOurs(piece, start, share) && (JSON.parse(piece.toString('latin1', start, end)) as SegmentLine);
          start = end + 1;
          if (!line || !this.isWanted(line) || batch.push(line) < BATCH) continue;
          yield batch;
          batch = [];
        }
      }
    }
    if (batch.length > 0) yield batch;
  }

  private isWanted({ at }: SegmentLine): boolean {
    const { from, to, withPending } = this.order;
    return at >= from && at <= to && (withPending || !this.isPending(at));
  }

  private isPending(at: number): boolean {
    return at + this.order.waitMs > this.order.now;
  }

  private async noteFeedback(lines: readonly SegmentLine[], rewards: RewardTable): Promise<void> {
    const secrets = await this.#secrets.of(lines.map(({ who }) => who));
    for (const { who, at, box } of lines) {
      const secret = secrets.get(who);
      if (!secret) continue;
      for (const line of JSON.parse(unseal(box, secret)) as FeedbackLine[]) rewards.note(line, at + this.order.waitMs);
    }
  }

  private async rowsOfLines(lines: readonly SegmentLine[], rewards: RewardTable): Promise<Cell[][]> {
    const secrets = await this.#secrets.of(lines.map(({ who }) => who));
    const opened = lines.flatMap(({ who, at, box }) => {
      const secret = secrets.get(who);
      return secret ? [{ who, at, decision: JSON.parse(unseal(box, secret)) as SealedDecision }] : [];
    });
    const wanted = this.order.withSilences ? opened : opened.filter(({ decision }) => decision.commit.g.length > 0);
    const offerOf = await this.#offers.of(wanted.flatMap(({ decision }) => shownOffers(decision)));
    const rewardOf = (deliveryId: string) => rewards.of(deliveryId);
    return wanted.flatMap(({ who, at, decision }) =>
      rowsOf(decision, { subject: who, isPending: this.isPending(at), offerOf, rewardOf }),
    );
  }
}

/** By the id, which a line begins with: to parse the lines of the others would cost as much as to read them. */
function isOurs(piece: Buffer, start: number, { low, high }: DayShare): boolean {
  if (low === 0 && high === 1) return true;
  const id = start + ID_AT.length;
  const lot = lotOf(piece.toString('latin1', id, piece.indexOf(QUOTE, id)));
  return lot >= low && lot < high;
}
