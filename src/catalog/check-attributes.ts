import type { CatalogFile, OfferAttributeType, OfferAttributeTypes } from '../contract/catalog.js';
import type { Scalar } from '../core/types/facts.js';
import type { CatalogProblem } from './catalog-problem.js';
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
        problems.push({ path: `${at}.${name}`, code: 'ATTRIBUTE_MISSING', message: 'each offer must have it' });
    }
  });
  return problems;
}

/** Texts fill in both by name. */
function findReservedNames(declared: OfferAttributeTypes): CatalogProblem[] {
  return Object.keys(declared)
    .filter((name) => Object.hasOwn(MESSAGE_ARGUMENTS, name))
    .map((name) => ({
      path: `offerAttributes.${name}`,
      code: 'NAME_RESERVED',
      message: `texts know "${name}" as something else: give it another name`,
    }));
}

function findFaultOf(name: string, value: Scalar, declared: OfferAttributeTypes, path: string): CatalogProblem[] {
  if (!Object.hasOwn(declared, name)) {
    const near = nearestName(name, Object.keys(declared));
    const hint = near === undefined ? 'declare it under offerAttributes' : `did you mean ${near}?`;
    return [{ path, code: 'UNKNOWN_ATTRIBUTE', message: `there is no attribute "${name}": ${hint}` }];
  }
  const type = declared[name]!;
  if (isOfType(value, type)) return [];
  const wanted = type.type === 'level' ? `one of ${type.levels.join(', ')}` : `a ${type.type}`;
  return [{ path, code: 'WRONG_ATTRIBUTE', message: `must be ${wanted}, and is ${JSON.stringify(value)}` }];
}

export function isOfType(value: Scalar, type: OfferAttributeType): boolean {
  if (type.type === 'level') return typeof value === 'string' && type.levels.includes(value);
  return typeof value === (type.type === 'text' ? 'string' : type.type);
}
