import type { Check } from '../check.js';

/** Moment, daypart, weekday, opening hours and weather, where the offer asks for them. What is not known does not fit. */
export const checkContext: Check = (offer, _sighting, { input, localTime }) => {
  if (offer.moments && !offer.moments.has(input.situation.moment.name)) return 'OTHER_MOMENT';
  if (offer.dayparts && !(localTime && offer.dayparts.has(localTime.daypart))) return 'OTHER_DAYPART';
  if (offer.weekdays && !(localTime && offer.weekdays.has(localTime.weekday))) return 'OTHER_WEEKDAY';
  if (offer.isOpenAt && !offer.isOpenAt(input.now)) return 'OUTSIDE_HOURS';
  const { weather } = input.context;
  if (offer.weather && !(typeof weather === 'string' && offer.weather.has(weather))) return 'OTHER_WEATHER';
  return undefined;
};
