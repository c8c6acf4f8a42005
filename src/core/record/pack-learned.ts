import type { Learned, LearnedRows } from '../types/learned.js';

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
/** Quarters of a doubling: of 55,000 impressions more than that add nothing to what is known. */
const STEPS_A_DOUBLING = 4;
const MOST_STEPS = 63;
const STEPS_A_LOG_ODD = 128;
const MOST_SHIFT = 2_047;
/** Before the number of rows of which nothing was learnt. */
const GAP = '.';
const MOST_GAP = 63;

/**
 * What was learnt as the record keeps it, which is how decisions use it: impressions in steps of a fifth, shifts in steps
 * of 1/128, by which no probability moves more than 0.001 off.
 * @returns nothing when it is too little to be kept.
 */
export function asRecorded({ impressions, shift }: Learned): Learned | undefined {
  const steps = stepsOf(impressions);
  return steps > 0 ? fromSteps(steps, shiftStepsOf(shift)) : undefined;
}

/** Three characters for each row of which something was learnt, and two for each gap between them. */
export function packLearned(rows: readonly { readonly learned?: Learned }[]): string | undefined {
  let text = '';
  let gap = 0;
  for (const { learned } of rows) {
    if (!learned) {
      gap += 1;
      continue;
    }
    for (; gap > 0; gap -= Math.min(gap, MOST_GAP)) text += GAP + DIGITS[Math.min(gap, MOST_GAP)]!;
    const shift = shiftStepsOf(learned.shift) + MOST_SHIFT;
    text += DIGITS[stepsOf(learned.impressions)]! + DIGITS[shift >> 6]! + DIGITS[shift & 63]!;
  }
  return text === '' ? undefined : text;
}

/** @returns nothing when nothing was learnt. Rows behind the last are left out. */
export function unpackLearned(text: string | undefined): LearnedRows | undefined {
  if (text === undefined) return undefined;
  const rows: (Learned | undefined)[] = [];
  const digitAt = (at: number) => Math.max(0, DIGITS.indexOf(text.charAt(at)));
  for (let at = 0; at < text.length;) {
    if (text[at] === GAP) {
      for (let i = digitAt(at + 1); i > 0; i -= 1) rows.push(undefined);
      at += 2;
      continue;
    }
    rows.push(fromSteps(digitAt(at), digitAt(at + 1) * 64 + digitAt(at + 2) - MOST_SHIFT));
    at += 3;
  }
  return rows;
}

function fromSteps(steps: number, shiftSteps: number): Learned {
  return { impressions: 2 ** (steps / STEPS_A_DOUBLING) - 1, shift: shiftSteps / STEPS_A_LOG_ODD };
}

function stepsOf(impressions: number): number {
  return Math.min(MOST_STEPS, Math.round(STEPS_A_DOUBLING * Math.log2(1 + impressions)));
}

function shiftStepsOf(shift: number): number {
  // A small step down is none, and not the negative zero that rounding makes of it.
  return Math.min(MOST_SHIFT, Math.max(-MOST_SHIFT, Math.round(shift * STEPS_A_LOG_ODD) + 0));
}
