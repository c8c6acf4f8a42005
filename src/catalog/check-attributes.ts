import type { CatalogFile, OfferAttributeType, OfferAttributeTypes } from '../contract/catalog.js';
import type { Scalar } from '../core/types/facts.js';
import { problemAt, type CatalogProblem } from './catalog-problem.js';
import { nearestName } from './rule-language/nearest-name.js';
import { MESSAGE_ARGUMENTS } from './words/message-arguments.js';

/** Attributes of offers against what the head declares of them. Where it declares none, any may stand on an offer. */
export function findAttributeFaults({ offerAttributes, offers }: CatalogFile): CatalogProblem[] {
  if (!offerAttributes) return [];
  const problems = findReservedNames(offerAttributes);
  offers.forEach(({ attributes }, i) => {
    const at = `offers.${i}.attributes`;
    for (const [name, value] of Object.entries(attributes))
      problems.push(...findFaultOf(name, value, offerAttributes, `${at}.${name}`));
    for (const [name, { required }] of Object.entries(offerAttributes)) {
      if (required && !Object.hasOwn(attributes, name))
        problems.push(problemAt(`${at}.${name}`, 'ATTRIBUTE_MISSING', { about: name }));
    }
  });
  return problems;
}

/** Texts fill in both by name. */
function findReservedNames(declared: OfferAttributeTypes): CatalogProblem[] {
  return Object.keys(declared)
    .filter((name) => Object.hasOwn(MESSAGE_ARGUMENTS, name))
    .map((name) => problemAt(`offerAttributes.${name}`, 'NAME_RESERVED', { value: name }));
}

function findFaultOf(name: string, value: Scalar, declared: OfferAttributeTypes, path: string): CatalogProblem[] {
  if (!Object.hasOwn(declared, name)) {
    const near = nearestName(name, Object.keys(declared));
    return [problemAt(path, 'UNKNOWN_ATTRIBUTE', { about: near === undefined ? name : `${name}|${near}` })];
  }
  const type = declared[name]!;
  if (isOfType(value, type)) return [];
  const about = type.type === 'level' ? type.levels.join(', ') : type.type;
  return [problemAt(path, 'WRONG_ATTRIBUTE', { value: String(value), about })];
}

export function isOfType(value: Scalar, type: OfferAttributeType): boolean {
  if (type.type === 'level') return typeof value === 'string' && type.levels.includes(value);
  return typeof value === (type.type === 'text' ? 'string' : type.type);
}
