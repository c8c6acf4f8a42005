import { exportedDecision, exportParameters } from '../../contract/export.js';
import { ANY_MEDIA, type HttpRoute, type Parameter } from './http-route.js';

/** What was decided, to train and to judge models by. */
export const EXPORT_ROUTES: readonly HttpRoute[] = [
  {
    method: 'get',
    path: '/v1/exports/decisions',
    id: 'exportDecisions',
    group: 'Models',
    summary: 'Export decisions with their features, their chances and what came of them',
    description:
      'A stream of Parquet, CSV or NDJSON from the segments of this machine; a row of NDJSON is an ExportedDecision, and the ' +
      'other formats have the same columns. Without customers who do not grant profiling now, and without those who were ' +
      'erased. One at a time.',
    roles: ['operator', 'scientist', 'auditor'],
    query: exportQueryTold(),
    answers: { 200: { description: 'The file.', mediaType: ANY_MEDIA, line: exportedDecision } },
  },
];

function exportQueryTold(): Record<string, Parameter> {
  return Object.fromEntries(
    Object.entries(exportParameters).map(([name, schema]) => [name, { schema, description: schema.description! }]),
  );
}
