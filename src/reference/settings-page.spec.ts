import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { contextFile, touchpointsFile } from '../platform/config/policy.schema.js';
import { environment } from '../platform/config/settings.js';
import { entryLines, environmentLines, policyLines } from './settings-page.js';

const policyText = readFileSync('config/policy.yaml', 'utf8');

it('every setting has its meaning', () => {
  const lines = [...environmentLines(), ...policyLines(policyText), ...entryLines(contextFile), ...entryLines(touchpointsFile)]; // prettier-ignore
  expect(lines.filter(({ meaning }) => meaning === '').map(({ name }) => name)).toEqual([]);
});

it('every variable of the environment has one line, with its default', () => {
  const lines = environmentLines();
  expect(lines.map(({ name }) => name)).toEqual(Object.keys(environment.shape));
  const presets = environment.parse({}) as Record<string, unknown>;
  for (const { name, preset } of lines)
    expect([name, preset]).toEqual([name, presets[name] === undefined ? 'unset' : `\`${String(presets[name])}\``]);
});

it('every number of the policy file as delivered has a line with its value', () => {
  const lines = new Map(policyLines(policyText).map(({ name, preset }) => [name, preset]));
  const delivered = Object.entries(parse(policyText) as Record<string, Record<string, unknown>>);
  for (const [group, fields] of delivered) {
    for (const [name, value] of Object.entries(fields)) {
      const path = `${group}.${name}`;
      const known = [...lines.keys()].filter((line) => line === path || line.startsWith(`${path}.`));
      expect([path, known.length > 0]).toEqual([path, true]);
      if (typeof value === 'number') expect([path, lines.get(path)]).toEqual([path, `\`${value}\``]);
    }
  }
});
