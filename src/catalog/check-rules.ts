import type { CatalogFile } from '../contract/catalog.js';
import type { RuleSource } from '../contract/rule.js';
import type { CatalogProblem } from './catalog-problem.js';
import { asksForSomething } from './compile-rule.js';
import { readRule } from './rule-language/read-rule.js';
import type { RuleFault } from './rule-language/rule-fault.js';
import { withAttributes, withOfferAttributes, type RuleFields } from './rule-language/rule-fields.js';

const LAYERS = ['eligibility', 'applicability', 'suitability'] as const;
type Layers = Readonly<Record<(typeof LAYERS)[number], RuleSource>>;

/** All faults of all rules of a catalog, each at its place: the field, and the line and column of a text. */
export function findRuleFaults(file: CatalogFile, given: RuleFields) {
  const { rules, groups, profileAttributes, offerAttributes, offers } = file;
  const fields = withOfferAttributes(withAttributes(given, profileAttributes), offerAttributes);
  const problems = rules ? checkLayers(rules, 'rules', 'the catalog', fields) : [];
  groups?.forEach((group, i) => problems.push(...checkLayers(group, `groups.${i}`, `the group "${group.id}"`, fields)));
  offers.forEach((offer, i) => problems.push(...checkLayers(offer, `offers.${i}`, `the offer "${offer.id}"`, fields)));
  return problems;
}

function checkLayers(layers: Layers, path: string, owner: string, fields: RuleFields): CatalogProblem[] {
  return LAYERS.flatMap((layer) => {
    const source = layers[layer];
    if (!asksForSomething(source)) return [];
    const read = readRule(source, fields);
    if (read.ok) return [];
    return read.faults.map((fault) => tellFault(fault, source, `${path}.${layer}`, `${layer} of ${owner}`));
  });
}

function tellFault(fault: RuleFault, source: RuleSource, path: string, whose: string): CatalogProblem {
  const { code, message, place, meant } = fault;
  if (typeof source !== 'string')
    return {
      path: place.path === '' ? path : `${path}.${place.path}`,
      code,
      message: `${whose}: ${message}`,
      suggestion: meant,
    };
  const start = place.start ?? 0;
  const position = positionAt(source, start);
  return {
    path,
    code,
    message: `${whose}, line ${position.line}, column ${position.column}: ${message}`,
    suggestion: meant === undefined ? undefined : source.slice(0, start) + meant + source.slice(place.end ?? start),
    position,
  };
}

/** Line and column of a text, both from 1, and the line itself. */
function positionAt(text: string, offset: number): NonNullable<CatalogProblem['position']> {
  const before = text.slice(0, offset);
  const begin = before.lastIndexOf('\n') + 1;
  const end = text.indexOf('\n', begin);
  return {
    line: before.split('\n').length,
    column: offset - begin + 1,
    text: text.slice(begin, end < 0 ? undefined : end),
  };
}
