import type { Judged, RuleName } from './rules.js';

/** A client may send without end, and one line is to say it. */
const LONGEST_TEXT = 200;

/** What was found about a client. A rule may be judged more than once; one that has failed stays failed. */
export class Verdict {
  readonly #judged = new Map<RuleName, Judged>();

  /** @param seen what was seen, should it not hold */
  judge(rule: RuleName, holds: boolean, seen?: string): void {
    if (this.#judged.get(rule)?.holds === false) return;
    this.#judged.set(rule, holds ? { rule, holds } : { rule, holds, seen: seen?.slice(0, LONGEST_TEXT) });
  }

  /** It holds, and something is to be said of it all the same. */
  remark(rule: RuleName, remark: string): void {
    this.#judged.set(rule, { rule, holds: true, remark: remark.slice(0, LONGEST_TEXT) });
  }

  /** One line for each rule; what was never judged does not hold, because of `reason`. */
  lines(rules: object, reason: string): Judged[] {
    return (Object.keys(rules) as RuleName[]).map(
      (rule) => this.#judged.get(rule) ?? { rule, holds: false, seen: reason },
    );
  }
}
