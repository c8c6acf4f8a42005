import type { CatalogFile, CatalogOffer } from '../contract/catalog.js';
import type { EngagementRules, RuleOwner } from '../core/types/offer.js';
import { asksForSomething, type OwnedRule, type RuleBook } from './compile-rule.js';

const OF_OFFER: RuleOwner = { of: 'offer' };

/** One that has rules for an offer, nearest last. */
export interface RuleHolder {
  readonly owner: RuleOwner;
  readonly layers: Pick<CatalogOffer, 'eligibility' | 'applicability' | 'suitability'>;
}

/** What an offer inherits: from the catalog as a whole, then from its group. */
export function inheritedRules({
  rules,
  groups,
}: Pick<CatalogFile, 'rules' | 'groups'>): (offer: CatalogOffer) => readonly RuleHolder[] {
  const ofAll: RuleHolder[] = rules ? [{ owner: { of: 'catalog' }, layers: rules }] : [];
  const ofGroups = new Map(
    (groups ?? []).map((group): [string, readonly RuleHolder[]] => [
      group.id,
      [...ofAll, { owner: { of: 'group', group: group.id }, layers: group }],
    ]),
  );
  return ({ group }) => (group === undefined ? undefined : ofGroups.get(group)) ?? ofAll;
}

export function compileRules(
  offer: CatalogOffer,
  inherited: readonly RuleHolder[],
  book: RuleBook,
): EngagementRules | undefined {
  if (inherited.length === 0 && !hasRules(offer)) return undefined;
  const holders = [...inherited, { owner: OF_OFFER, layers: offer }];
  const layer = (name: keyof EngagementRules) =>
    book.layer(holders.map(({ owner, layers }): OwnedRule => ({ owner, source: layers[name] })));
  const [eligibility, applicability, suitability] = [
    layer('eligibility'),
    layer('applicability'),
    layer('suitability'),
  ];
  if (eligibility.length + applicability.length + suitability.length === 0) return undefined;
  return { eligibility, applicability, suitability };
}

function hasRules({ eligibility, applicability, suitability }: CatalogOffer): boolean {
  return asksForSomething(eligibility) || asksForSomething(applicability) || asksForSomething(suitability);
}
