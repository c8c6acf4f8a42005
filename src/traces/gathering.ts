import { inTimeOrder } from './time-order.js';
import { tellUnreadable, TraceFileError, type Trace, type TraceFix, type UnreadableRow } from './trace.js';
import type { ReadFix } from './written-fix.js';

const ROWS_TOLD = 5;
/** About a gigabyte of them; beyond it the run would end without a word for want of memory. */
const MOST_FIXES = 5_000_000;
const DEFAULT_ACCURACY_METRES = 20;

/** What has been read so far: fixes, what could not be read, and what was assumed. */
export class Gathering {
  readonly fixes: TraceFix[] = [];
  readonly assumedAccuracyMetres: number;
  private readonly unreadable: { count: number; first: UnreadableRow[] } = { count: 0, first: [] };
  private readonly notes = new Set<string>();
  private rows = 0;
  private assumedRadii = 0;

  /** `noun` is what the file is made of: rows or points. */
  constructor(
    private readonly noun: string,
    assumedAccuracyMetres = DEFAULT_ACCURACY_METRES,
  ) {
    this.assumedAccuracyMetres = assumedAccuracyMetres;
  }

  /** @throws TraceFileError when there are more fixes than can be held. */
  take(device: string, line: number, read: ReadFix): void {
    this.rows += 1;
    if ('why' in read) {
      this.tell({ line, why: read.why });
      return;
    }
    if (read.accuracyAssumed) this.assumedRadii += 1;
    this.keep({ device, line, fix: read.fix });
  }

  /** A whole file that could not be read. */
  takeBroken(file: string, why: string): void {
    this.tell({ file, why });
  }

  /** Takes over what was gathered from one file of a folder. */
  takeAll(other: Gathering, file: string): void {
    this.rows += other.rows;
    this.assumedRadii += other.assumedRadii;
    this.unreadable.count += other.unreadable.count - other.unreadable.first.length;
    for (const { line, why } of other.unreadable.first) this.tell({ file, line, why });
    for (const note of other.notes) this.notes.add(note);
    for (const fix of other.fixes) this.keep(fix);
  }

  note(assumption: string): void {
    this.notes.add(assumption);
  }

  /** @throws TraceFileError with `empty` when there was nothing at all, or with the first faults and a hint when nothing was good. */
  requireFixes(empty: string, hint = ''): void {
    if (this.fixes.length > 0) return;
    if (this.rows === 0 && this.unreadable.count === 0) throw new TraceFileError(empty);
    const told = this.unreadable.first.map((row) => `  ${tellUnreadable(row)}`).join('\n');
    const all = Math.max(this.rows, this.unreadable.count);
    throw new TraceFileError(
      `None of the ${all} ${this.noun} can be read. The first of them:\n${told}${hint && `\n${hint}`}`,
    );
  }

  trace(): Trace {
    const assumptions = [...this.notes];
    if (this.assumedRadii > 0) {
      assumptions.push(
        `${this.assumedRadii} of ${this.fixes.length} fixes tell no accuracy: ${this.assumedAccuracyMetres} m is assumed`,
      );
    }
    return { fixes: inTimeOrder(this.fixes), rows: this.rows, unreadable: this.unreadable, assumptions };
  }

  private keep(fix: TraceFix): void {
    if (this.fixes.length >= MOST_FIXES) {
      throw new TraceFileError(`More than ${MOST_FIXES} fixes are too many for one replay; split the file.`);
    }
    this.fixes.push(fix);
  }

  private tell(row: UnreadableRow): void {
    this.unreadable.count += 1;
    if (this.unreadable.first.length < ROWS_TOLD) this.unreadable.first.push(row);
  }
}
