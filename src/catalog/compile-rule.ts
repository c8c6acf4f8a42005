import type { RuleSource } from '../contract/rule.js';
import type { HeldRule, Rule, RuleLayer, RuleOwner } from '../core/types/offer.js';
import { compileTest } from './rule-language/compile-expression.js';
import { looksAtOffer } from './rule-language/expression.js';
import { toExpression } from './rule-language/read-rule.js';
import { writeCel } from './rule-language/write-cel.js';

/** A rule as one of those above an offer has it, or the offer itself. */
export interface OwnedRule {
  readonly owner: RuleOwner;
  readonly source: RuleSource;
}

interface KnownRule {
  readonly test: Rule['test'];
  readonly mayShare: boolean;
  isShared: boolean;
}

/** Compiles the rules of one catalog: rules of the same meaning are the same rule, whatever they are written in. */
export class RuleBook {
  readonly #rules = new Map<string, KnownRule>();
  readonly #known = new Map<string, { text: string; rule: Rule }>();

  /** How many it knows. */
  get size(): number {
    return this.#known.size;
  }

  /** Those that ask for nothing are left out. */
  layer(owned: readonly OwnedRule[]): RuleLayer {
    return owned.filter(({ source }) => asksForSomething(source)).map((one) => this.hold(one));
  }

  rule(source: RuleSource): { rule: Rule; text: string } {
    const key = JSON.stringify(source);
    const known = this.#known.get(key);
    if (known) {
      this.share(known.text);
      return known;
    }
    const expression = toExpression(source);
    const text = writeCel(expression);
    const rule = this.share(text) ?? this.add(text, compileTest(expression), !looksAtOffer(expression));
    const read = { text, rule };
    this.#known.set(key, read);
    return read;
  }

  private hold({ owner, source }: OwnedRule): HeldRule {
    const { rule, text } = this.rule(source);
    return { rule, owner, text };
  }

  /** Met once more: its answer may serve for all who have it, unless it looks at what became of the offer. */
  private share(text: string): Rule | undefined {
    const known = this.#rules.get(text);
    if (known) known.isShared = known.mayShare;
    return known;
  }

  private add(text: string, test: Rule['test'], mayShare: boolean): Rule {
    const rule: KnownRule = { test, mayShare, isShared: false };
    this.#rules.set(text, rule);
    return rule;
  }
}

/** An empty list asks for nothing, as does a layer that is left out. */
export function asksForSomething(source: RuleSource): boolean {
  return !Array.isArray(source) || source.length > 0;
}
