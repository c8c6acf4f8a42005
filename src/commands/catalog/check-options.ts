import { parseArgs } from 'node:util';
import type { Language } from '../../catalog/import/fields.js';

export interface CheckOptions {
  readonly file: string;
  /** The catalog that the file would take the place of. */
  readonly against?: string;
  readonly mapping?: string;
  /** A catalog whose zones, groups and attributes the sheet may name. */
  readonly head?: string;
  /** Where the file is written again with its problems. */
  readonly writeBack?: string;
  readonly language: Language;
}

export interface TemplateOptions {
  readonly language: Language;
  readonly format: 'csv' | 'xlsx';
  readonly out: string;
}

export const USAGE = `npm run catalog -- check FILE [--against OLD] [--mapping M] [--head CATALOG] [--write-back OUT] [--lang de|en]
npm run catalog -- template --lang de|en --format csv|xlsx [--out FILE]
on an engine, at PROXIMA_URL or --url URL, with PROXIMA_TOKEN or --token TOKEN:
npm run catalog -- upload FILE [--mapping M] [--merge] [--lang de|en] [--publish [--without-bad-rows]]
npm run catalog -- versions | publish VERSION [--without-bad-rows] | rollback [--to VERSION]
npm run catalog -- stop offer:ID|group:ID|touchpoint:NAME [--reason TEXT] | lift offer:ID|group:ID|touchpoint:NAME`;

/** @throws Error that says what is wrong with the arguments. */
export function readCheckOptions(args: readonly string[]): CheckOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      against: { type: 'string' },
      mapping: { type: 'string' },
      map: { type: 'string' },
      head: { type: 'string' },
      'write-back': { type: 'string' },
      lang: { type: 'string', default: 'en' },
    },
  });
  const [file, ...more] = positionals;
  if (file === undefined || more.length > 0) throw new Error('one FILE is needed');
  const writeBack = values['write-back'];
  if (writeBack === file) throw new Error('--write-back must name another file than the one that is checked');
  return {
    file,
    against: values.against,
    mapping: values.mapping ?? values.map,
    head: values.head,
    writeBack,
    language: languageOf(values.lang),
  };
}

/** @throws Error that says what is wrong with the arguments. */
export function readTemplateOptions(args: readonly string[]): TemplateOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      lang: { type: 'string', default: 'de' },
      format: { type: 'string', default: 'csv' },
      out: { type: 'string' },
    },
  });
  const language = languageOf(values.lang);
  const { format } = values;
  if (format !== 'csv' && format !== 'xlsx') throw new Error('--format must be csv or xlsx');
  return { language, format, out: values.out ?? `${language === 'de' ? 'vorlage' : 'template'}.${format}` };
}

function languageOf(text: string): Language {
  if (text === 'de' || text === 'en') return text;
  throw new Error('--lang must be de or en');
}
