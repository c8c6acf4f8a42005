import type { UploadAnswer, UploadQuery, UploadReport } from '../../contract/catalog-upload.js';
import { tellProblem } from '../import/problem.js';
import type { UploadFindings, UploadRecord } from './upload-record.js';

/** Which problems are told. */
export interface Page {
  readonly from: number;
  readonly limit: number;
}

/** An upload as it is told; left out: in the language in which it was sent. */
export function tellUpload(record: UploadRecord, report?: UploadReport, lang = record.lang): UploadAnswer {
  const { uploadId, state, name, by, at, bytes, mode, mapping, rows, hasFileBack, code, version } = record;
  const message = lang === 'de' ? (record.german ?? record.message) : record.message;
  return { uploadId, state, name, by, at, bytes, mode, mapping, rows, hasFileBack, code, message, version, report };
}

export function tellFindings(findings: UploadFindings, lang: UploadQuery['lang'], { from, limit }: Page): UploadReport {
  const { headChanges = [], changes, problems, ...counts } = findings;
  return {
    ...counts,
    warnings: counts.warnings ?? 0,
    headChanges: [...headChanges],
    changes: [...changes],
    problems: problems.slice(from, from + limit).map((problem) => {
      const { row, column, value, code, suggestion, isWarning } = problem;
      return { row, column, value, code, message: tellProblem(problem, lang), suggestion, isWarning };
    }),
  };
}
