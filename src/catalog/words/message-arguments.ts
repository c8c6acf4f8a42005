import type { CatalogOffer, OfferAttributeTypes } from '../../contract/catalog.js';
import type { MessageFacts } from '../../core/types/offer.js';

/** What a text may tell beside the attributes of its offer: nothing of the customer, and never what the offer is worth. */
export const MESSAGE_ARGUMENTS = {
  offer: 'text',
  place: 'text',
  walkMinutes: 'number',
  validityHours: 'number',
  moment: 'text',
  daypart: 'text',
} as const;

export type ArgumentType = 'text' | 'number' | 'boolean';
export type ArgumentTypes = ReadonlyMap<string, ArgumentType>;

/** The arguments that texts of one offer may use: those above as far as the offer has them, and its attributes. */
export function argumentsFor(
  { place, attributes }: Pick<CatalogOffer, 'place' | 'attributes'>,
  declared: OfferAttributeTypes | undefined,
): ArgumentTypes {
  const known = new Map<string, ArgumentType>(Object.entries(MESSAGE_ARGUMENTS));
  if (!place) known.delete('walkMinutes');
  if (place?.name === undefined) known.delete('place');
  for (const [name, value] of Object.entries(attributes)) {
    const type = declared?.[name]?.type;
    known.set(name, type === undefined ? typeOfValue(value) : type === 'level' ? 'text' : type);
  }
  return known;
}

function typeOfValue(value: string | number | boolean): ArgumentType {
  return typeof value === 'string' ? 'text' : (typeof value as 'number' | 'boolean');
}

type Values = Record<string, string | number>;

/** What is the same whenever the texts of an offer are filled in. */
export function ownValues({
  name,
  place,
  validityHours,
  attributes,
}: Pick<CatalogOffer, 'name' | 'place' | 'validityHours' | 'attributes'>): Values {
  const values = Object.create(null) as Values;
  for (const [attribute, value] of Object.entries(attributes))
    values[attribute] = typeof value === 'boolean' ? String(value) : value;
  values.offer = name;
  values.validityHours = validityHours;
  if (place?.name !== undefined) values.place = place.name;
  return values;
}

/** With what only the decision knows. What is not known is absent, and a text that asks for it cannot be filled in. */
export function valuesNow(own: Values, { walkMinutes, moment, daypart }: MessageFacts): Values {
  const values = Object.assign(Object.create(null) as Values, own);
  values.moment = moment;
  values.daypart = daypart ?? 'unknown';
  if (walkMinutes !== undefined) values.walkMinutes = walkMinutes;
  return values;
}
