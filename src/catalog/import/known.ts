import type { CatalogHead } from '../../contract/catalog.js';
import { OPEN_FIELDS, withAttributes, withOfferAttributes, type RuleFields } from '../rule-language/rule-fields.js';
import type { FieldName } from './fields.js';
import { ruleReader, type RuleReader } from './read-rule-cell.js';

/** What the engine knows that a sheet refers to. */
export interface Known {
  /** Categories for which the model needs no starting propensity. */
  readonly categories: ReadonlySet<string>;
  /** Placements by touchpoint. */
  readonly touchpoints: ReadonlyMap<string, readonly string[]>;
  /** What rules may ask for; left out: rules are checked without knowing what customers have. */
  readonly fields?: RuleFields;
  /** What a sheet has no columns for: zones, groups, attributes. Left out: there are none. */
  readonly head?: CatalogHead;
}

/** The same, made ready for many rows. */
export interface RowKnown extends Known {
  readonly readRule: RuleReader;
  readonly zones: ReadonlySet<string>;
  readonly groups?: ReadonlySet<string>;
  /** Locales in which each offer must have words. */
  readonly locales: ReadonlySet<string>;
  /** Fields without which there is no offer. */
  readonly required: readonly FieldName[];
}

/** Without these there is no offer, whatever its catalog. */
const REQUIRED: readonly FieldName[] = ['id', 'category', 'value'];
const ENGLISH: readonly FieldName[] = ['titleEn', 'bodyEn'];

export function toRowKnown(known: Known): RowKnown {
  const { fields = OPEN_FIELDS, head } = known;
  const locales = new Set(head?.locales);
  const asked = withOfferAttributes(withAttributes(fields, head?.profileAttributes), head?.offerAttributes);
  return {
    ...known,
    readRule: ruleReader(asked),
    zones: new Set(head?.zones.map(({ id }) => id)),
    locales,
    required: locales.has('en') ? [...REQUIRED, ...ENGLISH] : REQUIRED,
    groups: head?.groups && new Set(head.groups.map(({ id }) => id)),
  };
}
