import type { CatalogHead } from '../../contract/catalog.js';
import { OPEN_FIELDS, withAttributes, withOfferAttributes, type RuleFields } from '../rule-language/rule-fields.js';
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
}

export function toRowKnown(known: Known): RowKnown {
  const { fields = OPEN_FIELDS, head } = known;
  const asked = withOfferAttributes(withAttributes(fields, head?.profileAttributes), head?.offerAttributes);
  return {
    ...known,
    readRule: ruleReader(asked),
    zones: new Set(head?.zones.map(({ id }) => id)),
    groups: head?.groups && new Set(head.groups.map(({ id }) => id)),
  };
}
