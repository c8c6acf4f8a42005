import { expect, it } from '@jest/globals';
import { profileWrite } from './profile.js';

it.each(['attributes', 'visitsPerMonth', 'purchasesPerMonth', 'affinities'])('%s: at most 1,000 fields', (group) => {
  const fields = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`f${n}`, 1]));
  expect(profileWrite.safeParse({ [group]: fields(1_000) }).success).toBe(true);
  const refused = profileWrite.safeParse({ [group]: fields(1_001) });
  expect(refused.error?.issues).toMatchObject([{ path: [group], message: 'at most 1000 of them' }]);
});
