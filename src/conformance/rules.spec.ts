import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { ENGINE_RULES, RULES } from './rules.js';

it('the page tells every rule, as the command does', () => {
  const page = readFileSync('docs/conformance.md', 'utf8');
  const told = [...page.matchAll(/^\| `([A-Z_]+)` \| (.+) \|$/gm)].map(([, rule, text]) => [rule, text]);
  expect(told).toEqual(Object.entries({ ...RULES, ...ENGINE_RULES }));
});
