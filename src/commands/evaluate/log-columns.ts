import { nearest } from '../../catalog/import/nearest.js';
import { EvaluateError } from './evaluate-error.js';

/** Names under which logs carry each field, the surest first: Proxima's export, Open Bandit files, and near relatives. */
const ALIASES = {
  action: ['action', 'item_id', 'offerId'],
  reward: ['reward', 'click'],
  pscore: ['pscore', 'propensity_score', 'action_prob', 'selectionProbability'],
  position: ['position'],
  subject: ['subject', 'user_id', 'customer'],
  decisionId: ['decisionId', 'decision_id'],
  policy: ['policy'],
  q: ['q'],
  expectedQ: ['expectedQ', 'expected_q'],
} as const;

export type LogField = keyof typeof ALIASES;
export type LogColumns = Partial<Record<LogField, string>>;

export const LOG_FIELDS = Object.keys(ALIASES) as LogField[];

/**
 * Reads `action=offer,reward=sale`.
 * @throws EvaluateError for a field that does not exist or a pair without a header.
 */
export function parseLogMap(text: string): LogColumns {
  const map: LogColumns = {};
  for (const pair of text.split(',')) {
    const [name = '', ...rest] = pair.split('=');
    const field = LOG_FIELDS.find((candidate) => candidate === name.trim());
    const header = rest.join('=').trim();
    if (!field || !header)
      throw new EvaluateError(
        `--map takes FIELD=HEADER with the fields ${LOG_FIELDS.join(', ')}; got "${pair.trim()}"`,
      );
    map[field] = header;
  }
  return map;
}

/**
 * The header of each field. What the map names must be there; the rest is found by its known names.
 * @throws EvaluateError naming the headers, when one of the needed fields has none.
 */
export function findLogColumns(
  path: string,
  headers: readonly string[],
  needed: readonly LogField[],
  map: LogColumns = {},
): LogColumns {
  const found: LogColumns = {};
  for (const field of LOG_FIELDS) {
    const named = map[field];
    if (named !== undefined) requireHeader(path, headers, named);
    found[field] = named ?? ALIASES[field].find((alias) => headers.includes(alias));
  }
  const missing = needed.filter((field) => found[field] === undefined);
  if (missing.length === 0) return found;
  const known = missing.map((field) => `${field} (${ALIASES[field].join(', ')})`).join(' and ');
  throw new EvaluateError(
    `${path} has no column for ${known}; its columns are ${listed(headers)}. ` +
      `Name it: --map ${missing.map((field) => `${field}=HEADER`).join(',')}`,
  );
}

/** @throws EvaluateError that names the nearest header. */
export function requireHeader(path: string, headers: readonly string[], wanted: string): void {
  if (headers.includes(wanted)) return;
  const near = nearest(wanted, headers);
  const meant = near === undefined ? `its columns are ${listed(headers)}` : `did you mean "${near}"?`;
  throw new EvaluateError(`${path} has no column "${wanted}"; ${meant}`);
}

/** The row number of some exports has no name; of wide files the first columns will do. */
function listed(headers: readonly string[]): string {
  const named = headers.filter((header) => header !== '');
  const shown = named.slice(0, 20).join(', ');
  return named.length > 20 ? `${shown} and ${named.length - 20} more` : shown;
}
