import type { Fix } from '../contract/position.js';

/** One fix of one phone, and the line of the file that it came from. */
export interface TraceFix {
  device: string;
  line: number;
  fix: Fix;
}

export interface UnreadableRow {
  line: number;
  why: string;
}

/** A whole file of traces, in the order of time. */
export interface Trace {
  fixes: TraceFix[];
  /** Rows below the header, readable or not. */
  rows: number;
  unreadable: { count: number; first: UnreadableRow[] };
  /** What was assumed where the file says nothing; meant for people. */
  assumptions: string[];
}

/** The file as a whole cannot be used; the message says what to do about it. */
export class TraceFileError extends Error {
  override readonly name = 'TraceFileError';
}
