import { allot, widthOf, type Band } from './bands.js';
import { BUCKETS } from './bucket.js';

/** The steps by which a challenger grows, percent of the customers. */
export const RAMP = [1, 5, 10, 25, 50, 100] as const;
export const MOST_CHALLENGERS = 4;
export const MOST_SHADOWS = 4;
/** How many champions of the past a rollback can go back through. */
const MOST_PREVIOUS = 50;
const MINUTE_MS = 60_000;

/** A version that decides for some of the customers, always the same ones. */
export interface Challenger {
  readonly alias: string;
  readonly version: string;
  readonly bands: readonly Band[];
  /** Names what is counted for it: another version, or a new beginning, is another trial. */
  readonly trial: string;
  /** How often its share has changed. */
  readonly step: number;
  /** Epoch ms of the last change of its share. */
  readonly since: number;
  /** How long each step of the ramp stands before the next; absent: until somebody changes the share. */
  readonly rampMinutes?: number;
  /** Why it may become the champion though its evaluation does not speak for it. */
  readonly override?: string;
}

/** A version that is asked like the champion, and whose answers are compared and thrown away. */
export interface Shadow {
  readonly alias: string;
  readonly version: string;
  readonly trial: string;
  readonly since: number;
}

/** Which versions of a model decide, and for whom. */
export interface Release {
  /** Grows with every change. */
  readonly revision: number;
  readonly champion: string;
  /** Champions of the past, the last one first. */
  readonly previous: readonly string[];
  readonly challengers: readonly Challenger[];
  readonly shadows: readonly Shadow[];
}

/** Why a release cannot be changed so. */
export type ReleaseFault = 'NO_ROOM' | 'TOO_MANY' | 'NOT_THERE' | 'NOTHING_BEFORE' | 'IN_USE';

export function firstRelease(champion: string): Release {
  return { revision: 0, champion, previous: [], challengers: [], shadows: [] };
}

/** Percent of the customers for whom a challenger decides. */
export function shareOf({ bands }: Pick<Challenger, 'bands'>): number {
  return (widthOf(bands) / BUCKETS) * 100;
}

/** Percent of the customers for whom the champion decides. */
export function championShare({ challengers }: Release): number {
  return 100 - challengers.reduce((sum, challenger) => sum + shareOf(challenger), 0);
}

export interface Wish {
  readonly alias: string;
  readonly version: string;
  /** Percent. */
  readonly share: number;
  readonly rampMinutes?: number;
  readonly override?: string;
  readonly now: number;
}

/** Gives a challenger its share. The same version under the same name goes on with its trial; any other begins one. */
export function challenge(release: Release, wish: Wish): Release | ReleaseFault {
  const { alias, version, share, rampMinutes, override, now } = wish;
  const known = release.challengers.find((challenger) => challenger.alias === alias);
  const others = release.challengers.filter((challenger) => challenger !== known);
  if (!known && others.length >= MOST_CHALLENGERS) return 'TOO_MANY';
  const same = known?.version === version ? known : undefined;
  const bands = allot(
    known?.bands ?? [],
    others.flatMap((challenger) => challenger.bands),
    Math.round((share / 100) * BUCKETS),
  );
  if (!bands) return 'NO_ROOM';
  const challenger: Challenger = {
    alias,
    version,
    bands,
    trial: same?.trial ?? trialOf(alias, version, now),
    step: same ? same.step + 1 : 0,
    since: now,
    ...(rampMinutes !== undefined && { rampMinutes }),
    ...((override ?? same?.override) !== undefined && { override: override ?? same?.override }),
  };
  return changed(release, { challengers: byAlias([...others, challenger]) });
}

export function shadow(release: Release, { alias, version, now }: Omit<Wish, 'share'>): Release | ReleaseFault {
  const others = release.shadows.filter((one) => one.alias !== alias);
  if (others.length >= MOST_SHADOWS) return 'TOO_MANY';
  const trial = trialOf(alias, version, now);
  return changed(release, { shadows: byAlias([...others, { alias, version, trial, since: now }]) });
}

/** Takes a challenger or a shadow away: its customers are the champion's again. */
export function withdraw(release: Release, alias: string): Release | ReleaseFault {
  const challengers = release.challengers.filter((one) => one.alias !== alias);
  const shadows = release.shadows.filter((one) => one.alias !== alias);
  if (challengers.length === release.challengers.length && shadows.length === release.shadows.length)
    return 'NOT_THERE';
  return changed(release, { challengers, shadows });
}

/** Makes a version the champion. As a challenger or shadow it is done; the others go on. */
export function promote(release: Release, version: string): Release {
  const isOther = (one: { version: string }) => one.version !== version;
  return changed(release, {
    champion: version,
    previous: [release.champion, ...release.previous].slice(0, MOST_PREVIOUS),
    challengers: release.challengers.filter(isOther),
    shadows: release.shadows.filter(isOther),
  });
}

/** Back to the champion before. What was under way beside the one that goes is taken away as well: it was compared with it. */
export function rollBack(release: Release): Release | ReleaseFault {
  const [champion, ...previous] = withoutRepeats(release.champion, release.previous);
  if (champion === undefined) return 'NOTHING_BEFORE';
  return changed(release, { champion, previous, challengers: [] });
}

/** A version goes for good: no rollback comes back to it. */
export function forget(release: Release, version: string): Release | ReleaseFault {
  const using = [release.champion, ...[...release.challengers, ...release.shadows].map((one) => one.version)];
  if (using.includes(version)) return 'IN_USE';
  const left = release.previous.filter((one) => one !== version);
  return changed(release, { previous: withoutRepeats(release.champion, left) });
}

/** Where one between two times of the same champion has gone, going back would change nothing. */
function withoutRepeats(champion: string, previous: readonly string[]): string[] {
  return previous.filter((one, i) => one !== (previous[i - 1] ?? champion));
}

/** The share that its ramp wants for a challenger by now: 100 is to become the champion. Nothing before its time. */
export function dueShare(challenger: Challenger, now: number): number | undefined {
  const { since, rampMinutes } = challenger;
  if (rampMinutes === undefined || now < since + rampMinutes * MINUTE_MS) return undefined;
  return nextStep(shareOf(challenger)) ?? 100;
}

/** The next step of the ramp above a share; nothing at its end. */
export function nextStep(share: number): number | undefined {
  return RAMP.find((step) => step > share + 1e-9);
}

function changed(release: Release, change: Partial<Release>): Release {
  return { ...release, ...change, revision: release.revision + 1 };
}

function byAlias<T extends { readonly alias: string }>(list: readonly T[]): T[] {
  return [...list].sort((a, b) => (a.alias < b.alias ? -1 : 1));
}

function trialOf(alias: string, version: string, now: number): string {
  return `${alias}.${version}.${now.toString(36)}`;
}
