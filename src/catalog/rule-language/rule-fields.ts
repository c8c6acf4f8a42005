import type { AttributeType, AttributeTypes } from '../../contract/rule.js';
import type { Business } from '../../platform/config/business.js';
import type { Field, FieldGroup } from './expression.js';

export type ValueType = 'number' | 'text' | 'boolean' | 'any';

/** What is known of one field: its type, and the words that it can hold. */
export interface FieldType {
  readonly type: ValueType;
  readonly levels?: readonly string[];
}

/** The fields that rules may ask for. A group that is left out is open: any name, any type. */
export interface RuleFields {
  readonly attributes?: AttributeTypes;
  readonly context?: Readonly<Record<string, AttributeType>>;
  /** What the catalog declares of its offers. Left out: none. */
  readonly offerAttributes?: AttributeTypes;
}

/** Nothing is known of what customers have and phones report: for catalogs that were checked when they came. */
export const OPEN_FIELDS: RuleFields = {};

/** What the files under `config/` declare. */
export function configuredFields({ context, profile }: Pick<Business, 'context' | 'profile'>): RuleFields {
  return { attributes: profile, context };
}

/** The fields with those that a catalog declares itself. They stay open when nobody has declared any. */
export function withAttributes(fields: RuleFields, own: AttributeTypes | undefined): RuleFields {
  return own ? { ...fields, attributes: { ...fields.attributes, ...own } } : fields;
}

/** The fields with the attributes that a catalog declares of its offers. */
export function withOfferAttributes(fields: RuleFields, offerAttributes: AttributeTypes | undefined): RuleFields {
  return { ...fields, offerAttributes };
}

const OFFER_FIELDS = ['accepts', 'impressions', 'dismissals'];
const NAMES: Readonly<Record<FieldGroup, RegExp>> = {
  attributes: /^[a-z][A-Za-z0-9]{0,63}$/,
  context: /^[a-z][A-Za-z0-9]{0,63}$/,
  visitsPerMonth: /^[a-z][a-z0-9-]{0,63}$/,
  purchasesPerMonth: /^[a-z][a-z0-9-]{0,63}$/,
  affinity: /^[a-z][a-z0-9-]{0,63}$/,
  offer: /^[a-z]+$/,
  offerAttributes: /^[a-z][A-Za-z0-9]{0,63}$/,
};

export function isCategory(name: string): boolean {
  return NAMES.affinity.test(name);
}

/** The names of a group, where they are known. */
export function namesIn(group: FieldGroup, fields: RuleFields): readonly string[] | undefined {
  if (group === 'offer') return OFFER_FIELDS;
  if (group === 'offerAttributes') return Object.keys(fields.offerAttributes ?? {});
  if (group !== 'attributes' && group !== 'context') return undefined;
  const known = fields[group];
  return known && Object.keys(known);
}

/** What a field holds; undefined when there is no such field. */
export function typeOfField({ group, name }: Pick<Field, 'group' | 'name'>, fields: RuleFields): FieldType | undefined {
  if (!NAMES[group].test(name)) return undefined;
  if (group === 'offer') return OFFER_FIELDS.includes(name) ? { type: 'number' } : undefined;
  if (group !== 'attributes' && group !== 'context' && group !== 'offerAttributes') return { type: 'number' };
  const known = fields[group] ?? (group === 'offerAttributes' ? {} : undefined);
  if (!known) return { type: 'any' };
  if (!Object.hasOwn(known, name)) return undefined;
  const declared = known[name]!;
  return declared.type === 'level' ? { type: 'text', levels: declared.levels } : { type: declared.type };
}
