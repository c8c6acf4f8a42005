import type { CatalogFile } from '../contract/catalog.js';
import type { RuleSource } from '../contract/rule.js';
import { problemAt, type CatalogProblem } from './catalog-problem.js';
import { asksForSomething } from './compile-rule.js';
import { readRule } from './rule-language/read-rule.js';
import type { RuleFault } from './rule-language/rule-fault.js';
import type { Said } from './said.js';
import { withAttributes, withOfferAttributes, type RuleFields } from './rule-language/rule-fields.js';

const CATALOG: Said = { en: 'the catalog', de: 'des Katalogs' };
const LAYERS = ['eligibility', 'applicability', 'suitability'] as const;
type Layers = Readonly<Record<(typeof LAYERS)[number], RuleSource>>;

/** All faults of all rules of a catalog, each at its place: the field, and the line and column of a text. */
export function findRuleFaults(file: CatalogFile, given: RuleFields) {
  const { rules, groups, profileAttributes, offerAttributes, offers } = file;
  const fields = withOfferAttributes(withAttributes(given, profileAttributes), offerAttributes);
  const problems = rules ? checkLayers(rules, 'rules', CATALOG, fields) : [];
  groups?.forEach((group, i) => {
    const owner = { en: `the group "${group.id}"`, de: `der Gruppe „${group.id}“` };
    problems.push(...checkLayers(group, `groups.${i}`, owner, fields));
  });
  offers.forEach((offer, i) => {
    const owner = { en: `the offer "${offer.id}"`, de: `des Angebots „${offer.id}“` };
    problems.push(...checkLayers(offer, `offers.${i}`, owner, fields));
  });
  return problems;
}

function checkLayers(layers: Layers, path: string, owner: Said, fields: RuleFields): CatalogProblem[] {
  return LAYERS.flatMap((layer) => {
    const source = layers[layer];
    if (!asksForSomething(source)) return [];
    const read = readRule(source, fields);
    if (read.ok) return [];
    return read.faults.map((fault) =>
      tellFault(fault, source, `${path}.${layer}`, {
        en: `${layer} of ${owner.en}`,
        de: `${layer} ${owner.de}`,
      }),
    );
  });
}

function tellFault(fault: RuleFault, source: RuleSource, path: string, whose: Said): CatalogProblem {
  const { code, said, place, meant } = fault;
  if (typeof source !== 'string') {
    const about = { en: `${whose.en}: ${said.en}`, de: `${whose.de}: ${said.de}` };
    return problemAt(place.path === '' ? path : `${path}.${place.path}`, code, { about, suggestion: meant });
  }
  const start = place.start ?? 0;
  const position = positionAt(source, start);
  const { line, column } = position;
  const about = {
    en: `${whose.en}, line ${line}, column ${column}: ${said.en}`,
    de: `${whose.de}, Zeile ${line}, Spalte ${column}: ${said.de}`,
  };
  const mended = meant === undefined ? undefined : source.slice(0, start) + meant + source.slice(place.end ?? start);
  return problemAt(path, code, { about, suggestion: mended, position });
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
