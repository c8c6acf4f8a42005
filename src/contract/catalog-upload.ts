import { z } from 'zod';
import { GROWS } from './errors.js';
import { identifier, toldTime } from './primitives.js';

const count = z.number().int().min(0);

/** A name for a mapping that is kept: see `PUT /v1/catalog/mappings/{name}`. */
export const mappingName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,59}$/, 'must be 1 to 60 lower-case letters, digits, dots, dashes or underscores');

const fieldWord = z.string().describe('a field of the sheet: see docs/marketers.md');

/** `PUT /v1/catalog/mappings/{name}`: how the columns of a foreign sheet become ours. Its fields are checked by the import. */
export const mappingRequest = z
  .strictObject({
    columns: z.record(z.string(), fieldWord).optional().describe('header of the file to field'),
    ignore: z
      .union([z.literal('all'), z.array(z.string())])
      .optional()
      .describe('headers to pass over'),
    constants: z.record(fieldWord, z.union([z.string(), z.number(), z.boolean()])).optional(),
    templates: z.record(fieldWord, z.string()).optional().describe('field to a text with headers in braces'),
    values: z
      .record(fieldWord, z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).nullable()))
      .optional()
      .describe('field to what its foreign values mean; `*` is every other one, null leaves the row out'),
    decimalComma: z.boolean().optional(),
    timeZone: z.string().optional(),
  })
  .meta({ id: 'Mapping' });

export const language = z.enum(['de', 'en']).meta({ id: 'Language' });

/** Query of `POST /v1/catalog/uploads`. */
export const uploadQuery = z.strictObject({
  name: z.string().min(1).max(200).optional().describe('what the file is called, for people'),
  mode: z
    .enum(['replace', 'merge'])
    .default('replace')
    .describe('`replace`: the file is the whole catalog; `merge`: its offers come beside those that serve'),
  lang: language.default('en').describe('of the problems in the file that is given back'),
  mapping: mappingName.optional().describe('a mapping that is kept, or comes with the engine, for a foreign sheet'),
});

export const cellChange = z
  .object({
    id: z.string().describe('the offer'),
    path: z.string().describe('where in it, such as `valueMinor`'),
    from: z.unknown(),
    to: z.unknown(),
  })
  .meta({ id: 'CellChange' });

export const headChange = z
  .object({
    path: z.string().describe('where, such as `groups.0.eligibility`'),
    from: z.unknown(),
    to: z.unknown(),
  })
  .meta({ id: 'HeadChange' });

export const cellProblem = z
  .object({
    row: count.nullable().describe('as a spreadsheet counts; in JSON the place of the offer from 1'),
    column: z.string().nullable().describe('as the file calls it'),
    value: z.string().nullable(),
    code: z.string().meta(GROWS),
    message: z.string(),
    suggestion: z.string().optional().describe('what would be right in that cell'),
    isWarning: z.literal(true).optional().describe('to be known only: what it is told of is right all the same'),
  })
  .meta({ id: 'CellProblem' });

export const uploadReport = z
  .object({
    format: z.string(),
    rows: count.describe('rows with an offer, right or wrong'),
    leftOut: count.describe('rows that the mapping says are none of ours'),
    new: count,
    changed: count,
    unchanged: count,
    removed: count,
    warnings: count.describe('what is to be known of rows that are right all the same'),
    errors: count.describe('problems; rows with one stay as they are'),
    badRows: count,
    against: z.string().optional().describe('the version that it was compared with: the one that served'),
    headChanges: z.array(headChange).describe('of zones, groups, rules, fallbacks and attributes: the first thousand'),
    changes: z.array(cellChange).describe('cell by cell, of the first thousand offers that differ'),
    problems: z.array(cellProblem).describe('as many as were asked for, of the first ten thousand'),
  })
  .meta({ id: 'UploadReport' });

export const UPLOAD_STATES = ['queued', 'checking', 'checked', 'refused', 'cancelled', 'failed'] as const;

export const uploadAnswer = z
  .object({
    uploadId: z.string(),
    state: z
      .enum(UPLOAD_STATES)
      .describe('`refused`: the file as a whole cannot be read; `failed`: a fault of ours, send it again'),
    name: z.string().optional(),
    by: z.string(),
    at: toldTime,
    bytes: count,
    mode: z.enum(['replace', 'merge']),
    mapping: z.string().optional(),
    rows: count.describe('rows that were read so far'),
    hasFileBack: z.boolean().describe('whether `GET …/file` gives the file with its problems'),
    code: z.string().optional().meta(GROWS).describe('why it was refused or failed'),
    message: z.string().optional(),
    version: z.string().optional().describe('of the good rows: publish it'),
    report: uploadReport.optional(),
  })
  .meta({ id: 'Upload' });

export const uploadList = z.array(uploadAnswer.omit({ report: true })).meta({ id: 'Uploads' });

/** `catalog:progress` on `/v1/console`. */
export const catalogProgress = z
  .object({ uploadId: z.string(), state: z.enum(UPLOAD_STATES), rows: count, version: z.string().optional() })
  .meta({ id: 'CatalogProgress' });

export const versionAnswer = z
  .object({
    version: z.string(),
    offers: count,
    serving: z.boolean(),
    by: z.string(),
    at: toldTime,
    uploadId: z.string().optional(),
    badRows: count.describe('rows of the upload that are not in it'),
  })
  .meta({ id: 'CatalogVersion' });

export const versionList = z.array(versionAnswer).meta({ id: 'CatalogVersions' });

export const versionDiff = z
  .object({
    from: z.string(),
    to: z.string(),
    new: count,
    changed: count,
    unchanged: count,
    removed: count,
    newIds: z.array(z.string()).describe('the first thousand'),
    removedIds: z.array(z.string()).describe('the first thousand'),
    headChanges: z.array(headChange).describe('of zones, groups, rules, fallbacks and attributes: the first thousand'),
    changes: z.array(cellChange).describe('cell by cell, of the first thousand offers that differ'),
  })
  .meta({ id: 'CatalogDiff' });

export const publishRequest = z
  .strictObject({
    withoutBadRows: z
      .boolean()
      .default(false)
      .describe('lets the good rows of an upload with problems go live; the others stay as they were'),
    force: z.boolean().default(false).describe('does not wait for engines that cannot make it ready'),
  })
  .meta({ id: 'PublishRequest' });

export const rollbackRequest = z
  .strictObject({ to: identifier.optional().describe('a version that served before; left out: the last one') })
  .meta({ id: 'RollbackRequest' });

export const publication = z
  .object({
    publicationId: z.string(),
    state: z.enum(['waiting', 'published', 'refused']).describe('`waiting`: until all engines have it ready'),
    action: z.enum(['publish', 'rollback']),
    version: z.string(),
    previous: z.string().optional().describe('what served before'),
    by: z.string(),
    at: toldTime,
    code: z.string().optional().meta(GROWS),
    message: z.string().optional(),
  })
  .meta({ id: 'Publication' });

/** `release:changed` on `/v1/console`. */
export const releaseChanged = z
  .object({
    of: z.enum(['catalog', 'model']),
    action: z
      .enum([
        'publish',
        'rollback',
        'stop',
        'lift',
        'promote',
        'challenge',
        'ramp',
        'shadow',
        'withdraw',
        'take-back',
        'remove',
      ])
      .meta(GROWS),
    version: z.string().optional(),
    previous: z.string().optional(),
    alias: z.string().optional().describe('of a model: `challenger-N` or `shadow-N`'),
    share: z.number().optional().describe('of a challenger: percent of the customers'),
    reason: z.string().optional(),
    stop: z.string().optional().describe('the stop that was set or lifted, such as `offer:coffee`'),
    by: z.string(),
    at: toldTime,
  })
  .meta({ id: 'ReleaseChanged' });

const stopTarget = { reason: z.string().min(1).max(500).optional() };

/** `POST /v1/catalog/stops`: one of offer, group, touchpoint. */
export const stopRequest = z
  .union([
    z.strictObject({ offer: identifier, ...stopTarget }),
    z.strictObject({ group: identifier, ...stopTarget }),
    z.strictObject({ touchpoint: identifier, ...stopTarget }),
  ])
  .meta({ id: 'StopRequest' });

export const stopAnswer = z
  .object({
    stopId: z.string().describe('`offer:ID`, `group:ID` or `touchpoint:NAME`'),
    by: z.string(),
    at: toldTime,
    reason: z.string().optional(),
    processes: count.optional().describe('engine processes that obey it by now'),
    lagging: count
      .optional()
      .describe('engine processes that were there a minute ago and do not obey: they hang, or were killed'),
    isKnown: z
      .boolean()
      .optional()
      .describe(
        'false: nothing that serves is called so, and nothing was taken back; left out where it cannot be told',
      ),
  })
  .meta({ id: 'Stop' });

export const stopList = z.array(stopAnswer).meta({ id: 'Stops' });

export const auditEntry = z
  .object({
    id: z.string().describe('for `before`'),
    action: z.string().meta(GROWS).describe('publish, rollback, seed, stop or lift'),
    by: z.string(),
    at: toldTime,
    version: z.string().optional(),
    previous: z.string().optional(),
    publication: z.string().optional(),
    stop: z.string().optional(),
    reason: z.string().optional(),
  })
  .meta({ id: 'AuditEntry' });

export const auditList = z.array(auditEntry).meta({ id: 'Audit' });

export type UploadState = (typeof UPLOAD_STATES)[number];
export type UploadQuery = z.output<typeof uploadQuery>;
export type UploadAnswer = z.output<typeof uploadAnswer>;
export type UploadReport = z.output<typeof uploadReport>;
export type CatalogProgress = z.output<typeof catalogProgress>;
export type VersionAnswer = z.output<typeof versionAnswer>;
export type VersionDiff = z.output<typeof versionDiff>;
export type PublishRequest = z.output<typeof publishRequest>;
export type RollbackRequest = z.output<typeof rollbackRequest>;
export type Publication = z.output<typeof publication>;
export type ReleaseChanged = z.output<typeof releaseChanged>;
export type StopRequest = z.output<typeof stopRequest>;
export type StopAnswer = z.output<typeof stopAnswer>;
export type AuditEntry = z.output<typeof auditEntry>;
