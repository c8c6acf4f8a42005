import type { Scalar } from '../../core/types/facts.js';

/** Where a part of a rule stands: characters of its text, or the path within its JSON. */
export interface Place {
  readonly path: string;
  readonly start?: number;
  readonly end?: number;
}

export type Comparison = '==' | '!=' | '<' | '<=' | '>' | '>=';
export type TextTest = 'startsWith' | 'endsWith' | 'contains';
export type Arithmetic = '+' | '-' | '*' | '/';

/** The groups as a rule begins with them. Below `offer` there is another one: `offer.attributes`. */
export const FIELD_GROUPS = [
  'attributes',
  'context',
  'visitsPerMonth',
  'purchasesPerMonth',
  'affinity',
  'offer',
] as const;
export type FieldGroup = (typeof FIELD_GROUPS)[number] | 'offerAttributes';

/** A group as it is written in a rule. */
export function writtenGroup(group: FieldGroup): string {
  return group === 'offerAttributes' ? 'offer.attributes' : group;
}

/** The category of a look-back over all categories. */
export const ANY_CATEGORY = '*';

interface Placed {
  readonly at: Place;
}

export interface Field extends Placed {
  readonly kind: 'field';
  readonly group: FieldGroup;
  readonly name: string;
}

/** How often something happened in the days before the decision. */
export interface LookBack extends Placed {
  readonly kind: 'lookBack';
  readonly of: 'visits' | 'purchases';
  readonly category: string;
  readonly days: number;
}

export interface Literal extends Placed {
  readonly kind: 'literal';
  readonly value: Scalar;
}

/** A rule as a tree: what CEL text and JSON both become. */
export type Expression =
  | Field
  | LookBack
  | Literal
  | (Placed & {
      readonly kind: 'arithmetic';
      readonly op: Arithmetic;
      readonly left: Expression;
      readonly right: Expression;
    })
  | (Placed & { readonly kind: 'size'; readonly of: Expression })
  | (Placed & {
      readonly kind: 'compare';
      readonly op: Comparison;
      readonly left: Expression;
      readonly right: Expression;
    })
  | (Placed & { readonly kind: 'in'; readonly of: Expression; readonly values: readonly Literal[] })
  | (Placed & { readonly kind: 'has'; readonly field: Field })
  | (Placed & { readonly kind: 'text'; readonly op: TextTest; readonly of: Expression; readonly part: Expression })
  | (Placed & { readonly kind: 'all' | 'any'; readonly terms: readonly Expression[] })
  | (Placed & { readonly kind: 'not'; readonly term: Expression });

/** The parts of an expression, its list of literals aside. */
export function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case 'arithmetic':
    case 'compare':
      return [expression.left, expression.right];
    case 'size':
    case 'in':
      return [expression.of];
    case 'text':
      return [expression.of, expression.part];
    case 'all':
    case 'any':
      return expression.terms;
    case 'not':
      return [expression.term];
    case 'has':
      return [expression.field];
    default:
      return [];
  }
}

/** Nodes of an expression: no evaluation takes more steps than this. */
export function sizeOf(expression: Expression): number {
  return partsOf(expression).reduce((sum, part) => sum + sizeOf(part), 1);
}

export function depthOf(expression: Expression): number {
  return 1 + Math.max(0, ...partsOf(expression).map(depthOf));
}

/** Values in all lists of an expression. */
export function listValuesOf(expression: Expression): number {
  const own = expression.kind === 'in' ? expression.values.length : 0;
  return partsOf(expression).reduce((sum, part) => sum + listValuesOf(part), own);
}

export function looksAtOffer(expression: Expression): boolean {
  if (expression.kind === 'field') return expression.group === 'offer' || expression.group === 'offerAttributes';
  return partsOf(expression).some(looksAtOffer);
}

/** Terms of one kind within one another are one list: `a && (b && c)` is `a && b && c`. A single term is itself. */
export function joinTerms(kind: 'all' | 'any', terms: readonly Expression[], at: Place): Expression {
  const flat = terms.flatMap((term) => (term.kind === kind ? term.terms : [term]));
  return flat.length === 1 ? flat[0]! : { kind, terms: flat, at };
}
