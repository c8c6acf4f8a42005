import { writeAsyncApi } from './async-api.js';
import type { JsonObject } from './json.js';
import { writeOpenApi } from './open-api.js';
import { writeSettingsPage } from './settings-page.js';

export interface GeneratedFile {
  /** From the root of the checkout. */
  readonly path: string;
  readonly text: string;
}

/** The documents of the last release: what a change must not break. */
export const BASELINE_DIRECTORY = 'docs/api/baseline';

/** Everything that `npm run contract` writes and that is committed. `policyText`: config/policy.yaml as delivered. */
export function writeGeneratedFiles(policyText: string): GeneratedFile[] {
  return [
    { path: 'docs/api/openapi.json', text: toText(writeOpenApi()) },
    { path: 'docs/api/asyncapi.json', text: toText(writeAsyncApi()) },
    { path: 'docs/settings.md', text: writeSettingsPage(policyText) },
  ];
}

export function toText(document: JsonObject): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}
