import { Injectable } from '@nestjs/common';
import { Metrics } from '../platform/metrics/metrics.js';
import type { Tally } from '../platform/metrics/tally.js';

/** Whether what was decided reaches the disk: known to whoever writes, told by whoever answers the probes. */
@Injectable()
export class SegmentState {
  readonly #written: Tally;
  #fault?: string;
  #onChange?: () => void;

  constructor(metrics: Metrics) {
    this.#written = metrics.tally('proxima_segment_decisions_total', 'Decisions written to the segments on disk');
    metrics.reading('proxima_segments_failing', '1 while the segments cannot be written', () => (this.#fault ? 1 : 0));
  }

  /** Why it does not, as the operating system calls it (ENOSPC, EROFS ...), or REDIS, or ENDED, or FAULT for one of ours; absent when it does. */
  get fault(): string | undefined {
    return this.#fault;
  }

  /** Decisions since the start. */
  get written(): number {
    return this.#written.value;
  }

  /** For readiness, in the words of the probes. A Redis that is away is told there by itself. */
  faults(): string[] {
    return this.#fault && this.#fault !== 'REDIS' ? ['SEGMENTS_FAILING'] : [];
  }

  failed(fault: string): void {
    this.change(this.written, fault);
  }

  works(): void {
    this.change(this.written, undefined);
  }

  wrote(decisions: number): void {
    this.change(this.written + decisions, this.#fault);
  }

  /** What another thread has told. */
  change(written: number, fault: string | undefined): void {
    if (written === this.written && fault === this.#fault) return;
    this.#written.value = written;
    this.#fault = fault;
    this.#onChange?.();
  }

  whenChanged(listener: () => void): void {
    this.#onChange = listener;
  }
}
