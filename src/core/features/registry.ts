import type { Extractor } from './extractor.js';
import { category } from './extractors/category.js';
import { companion } from './extractors/companion.js';
import { daypart } from './extractors/daypart.js';
import { headingTowards } from './extractors/heading-towards.js';
import { intent } from './extractors/intent.js';
import { temperatureCelsius } from './extractors/temperature-celsius.js';
import { travelMinutes } from './extractors/travel-minutes.js';
import { validityHours } from './extractors/validity-hours.js';
import * as visits from './extractors/visits-by-category.js';
import { visitsOwnCategory } from './extractors/visits-own-category.js';
import { weather } from './extractors/weather.js';

/** Every feature that a model may ask for by name in its manifest. */
export const EXTRACTORS: ReadonlyMap<string, Extractor> = new Map(
  [
    daypart,
    weather,
    temperatureCelsius,
    companion,
    intent,
    category,
    validityHours,
    travelMinutes,
    headingTowards,
    visitsOwnCategory,
    ...Object.values(visits),
  ].map((extractor) => [extractor.name, extractor]),
);
