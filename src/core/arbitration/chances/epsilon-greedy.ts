/** The best with 1 - epsilon, any with epsilon / n each. */
export function epsilonGreedy(count: number, epsilon: number): number[] {
  const share = epsilon / count;
  const chances = new Array<number>(count).fill(share);
  chances[0] = 1 - epsilon + share;
  return chances;
}
