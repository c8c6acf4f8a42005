import type { ModelFiles } from './manifest.js';

/** Where versions come from that were not shipped. */
export abstract class ModelSource {
  /** Whether there is such a version still. */
  abstract has(tenant: string, version: string): Promise<boolean>;

  /** @returns nothing when there is no such version. @throws ModelFault when it is not what was uploaded. */
  abstract files(tenant: string, version: string): Promise<ModelFiles | undefined>;
}
