import type { exportedDecision } from '../../contract/export.js';
import { EXTRACTORS } from '../../core/features/registry.js';

/** `time` is epoch ms as a number on the way, and what the format calls a time in the file. */
export type ColumnKind = 'text' | 'number' | 'integer' | 'flag' | 'time';
export type Cell = string | number | boolean | null;

export interface Column {
  readonly name: string;
  readonly kind: ColumnKind;
  readonly isNullable: boolean;
}

type Told = keyof typeof exportedDecision.shape;

/** As the contract tells them: the compiler asks for each, a spec for the order. */
const KINDS: Record<Told, readonly [kind: ColumnKind, isNullable?: true]> = {
  decisionId: ['text'],
  deliveryId: ['text', true],
  at: ['time'],
  subject: ['text'],
  touchpoint: ['text'],
  placement: ['text', true],
  position: ['integer', true],
  action: ['text', true],
  category: ['text', true],
  treatment: ['text', true],
  reward: ['integer', true],
  rewardAt: ['time', true],
  pending: ['flag'],
  pscore: ['number', true],
  propensity: ['number', true],
  policy: ['text'],
  modelVersion: ['text'],
  catalogVersion: ['text'],
  scoreSource: ['text'],
  changedByCommit: ['flag'],
  fallback: ['flag'],
  silence: ['text', true],
  moment: ['text'],
  cell: ['text', true],
  distanceBand: ['text', true],
  offerKnown: ['flag'],
};

export const FEATURES = [...EXTRACTORS.values()].sort((a, b) => (a.name < b.name ? -1 : 1));

/** Before the name of a feature: some are called as a column is. */
export const FEATURE = 'feature_';

/** Of every format, in this order. */
export const COLUMNS: readonly Column[] = [
  ...Object.entries(KINDS).map(([name, [kind, isNullable = false]]) => ({ name, kind, isNullable })),
  ...FEATURES.map(({ name, kind }) => ({
    name: FEATURE + name,
    kind: kind === 'level' ? ('text' as const) : ('number' as const),
    isNullable: true,
  })),
];
