import { parseArgs } from 'node:util';
import { EngineClient } from './engine-client.js';

const OPTIONS = {
  url: { type: 'string' },
  token: { type: 'string' },
  mapping: { type: 'string' },
  map: { type: 'string' },
  merge: { type: 'boolean', default: false },
  publish: { type: 'boolean', default: false },
  'without-bad-rows': { type: 'boolean', default: false },
  to: { type: 'string' },
  reason: { type: 'string' },
  lang: { type: 'string', default: 'en' },
} as const;

/** Options of the commands that talk to an engine. */
export type LiveOptions = ReturnType<typeof readLiveOptions>;

/** @throws Error that says what is wrong with the arguments. */
export function readLiveOptions(args: readonly string[]) {
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options: OPTIONS });
  const { PROXIMA_URL: url = 'http://127.0.0.1:3000', PROXIMA_TOKEN: token } = process.env;
  const bearer = values.token ?? token;
  if (!bearer) throw new Error('a token of a marketer is needed: --token, or PROXIMA_TOKEN');
  const client = new EngineClient((values.url ?? url).replace(/\/$/, ''), bearer);
  return { ...values, mapping: values.mapping ?? values.map, positionals, client };
}

export function onlyOne(positionals: readonly string[], name: string): string {
  const [value, ...more] = positionals;
  if (value === undefined || more.length > 0) throw new Error(`one ${name} is needed`);
  return value;
}
