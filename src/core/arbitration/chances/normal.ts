/** Beyond so many standard deviations nothing lies. */
export const SPREADS = 4;
const STEPS = 1_024;
const STEPS_A_SPREAD = STEPS / (2 * SPREADS);

/** The normal distribution from -4 to 4, summed by the trapezoidal rule and scaled to end at 1. */
const TABLE = cumulate();

function cumulate(): Float64Array {
  const table = new Float64Array(STEPS + 1);
  const density = (step: number) => Math.exp(-((step / STEPS_A_SPREAD - SPREADS) ** 2) / 2);
  for (let step = 1; step <= STEPS; step += 1) table[step] = table[step - 1]! + (density(step - 1) + density(step)) / 2;
  const whole = table[STEPS]!;
  for (let step = 0; step <= STEPS; step += 1) table[step] = table[step]! / whole;
  return table;
}

/** The share of a normal distribution that lies below `edge`. Without a spread all of it lies at the mean. */
export function shareBelow(edge: number, mean: number, spread: number): number {
  if (!(spread > 0)) return edge < mean ? 0 : 1;
  const place = ((edge - mean) / spread + SPREADS) * STEPS_A_SPREAD;
  if (!(place > 0)) return 0;
  if (place >= STEPS) return 1;
  const step = Math.floor(place);
  const before = TABLE[step]!;
  return before + (TABLE[step + 1]! - before) * (place - step);
}
