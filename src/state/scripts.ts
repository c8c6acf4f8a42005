import { readdirSync, readFileSync } from 'node:fs';
import type { Redis } from 'ioredis';

const FOLDER = new URL('./lua/', import.meta.url);

/** The Lua scripts by name, as commands of the client: `name-numberOfKeys.lua`. */
export interface Scripts {
  appendTrail(consents: string, trail: string, json: string, lifetimeMs: number, dataClass: string): Promise<number>;
  setConsent(
    consents: string,
    ledger: string,
    trail: string,
    history: string,
    context: string,
    field: string,
    entry: string,
  ): Promise<string>;
  mergeContext(
    consents: string,
    context: string,
    free: string,
    profiled: string,
    at: number,
    lifetimeMs: number,
  ): Promise<number>;
  commitDecision(...args: (string | number)[]): Promise<string>;
  applyFeedback(...args: (string | number)[]): Promise<number>;
  keepOffer(inbox: string, offerId: string, entry: string, lifetimeMs: number): Promise<number>;
  settleOffers(inbox: string, ...args: (string | number)[]): Promise<string>;
  takeRecord(decision: string, logKey: string, fresh: string): Promise<[string, string] | null>;
  takeFeedback(
    decision: string,
    logKey: string,
    feedback: string,
    fresh: string,
  ): Promise<[string, string, ...string[]] | null>;
  followCatalog(
    current: string,
    wanted: string,
    stops: string,
    nodes: string,
    node: string,
    state: string,
  ): Promise<[string | null, string | null, ...string[]]>;
  publishCatalog(...args: (string | number)[]): Promise<[string, string?, string?]>;
  removeVersion(...args: string[]): Promise<number>;
  stopOffers(...args: (string | number)[]): Promise<number>;
  moveLearning(
    counts: string,
    moves: string,
    table: string,
    halfLifeMs: number,
    most: number,
    seen: string,
  ): Promise<number>;
  followLearning(
    counts: string,
    moves: string,
    table: string,
    revision: number,
    most: number,
  ): Promise<[string, number, number, ...string[]]>;
  moveStock(...args: (string | number)[]): Promise<[string, ...number[]]>;
  changeRelease(...args: (string | number)[]): Promise<'ok' | 'CONFLICT' | 'NOT_FOUND'>;
  countOnce(counted: string, counts: string, customer: string, field: string, lifetimeMs: number): Promise<number>;
  writeProfile(attributes: string, history: string, fields: string, sums: string): Promise<number>;
}

/** Teaches a client the scripts. */
export function withScripts(client: Redis): Redis & Scripts {
  for (const file of readdirSync(FOLDER)) {
    const [, name, numberOfKeys] = /^(.+)-(\d+)\.lua$/.exec(file) ?? [];
    if (!name) continue;
    client.defineCommand(toCamelCase(name), {
      lua: readFileSync(new URL(file, FOLDER), 'utf8'),
      numberOfKeys: Number(numberOfKeys),
    });
  }
  return client as Redis & Scripts;
}

function toCamelCase(name: string): string {
  return name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}
