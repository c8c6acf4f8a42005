import { createRandom } from './random.js';

export interface Weather {
  readonly weather: 'sunny' | 'rainy' | 'snowy';
  readonly temperature: number;
}

const HOUR_MS = 3_600_000;
const SPELL_MS = 2 * HOUR_MS;
/** Monthly means of Berlin in °C, rounded. */
const MONTH_MEANS = [1, 2, 5, 10, 15, 18, 20, 20, 15, 10, 6, 2];

/** One weather for the whole city; it may turn every two hours. */
export function weatherAt(atMs: number, seed: number): Weather {
  const random = createRandom(seed).fork(Math.floor(atMs / SPELL_MS));
  const date = new Date(atMs);
  const warmest = 4 * Math.cos(((date.getUTCHours() - 14) / 12) * Math.PI);
  const temperature = Math.round(MONTH_MEANS[date.getUTCMonth()]! + warmest + random.normal());
  if (random.chance(0.55)) return { weather: 'sunny', temperature };
  return { weather: temperature <= 1 ? 'snowy' : 'rainy', temperature };
}
