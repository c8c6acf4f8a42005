import { withPrivateEngine, type PrivateEngine } from './replay-engine.js';
import { replayOn, type ReplayRunOptions, type SeenPush } from './replay-run.js';
import type { ReplaySummary } from './replay-tally.js';

export interface ReplayOptions extends ReplayRunOptions {
  catalogFile?: string;
  configDir?: string;
  /** Looks into the engine after the last fix, before it is stopped. */
  inspect?: (engine: PrivateEngine, pushes: readonly SeenPush[]) => Promise<void>;
}

/**
 * Replays traces through an engine of its own, which is started for them and gone afterwards.
 * @throws ReplayError when the engine does not start or cannot be used; the abort reason when `signal` is aborted.
 */
export async function replayTraces({ catalogFile, configDir, inspect, ...run }: ReplayOptions): Promise<ReplaySummary> {
  return withPrivateEngine({ catalogFile, configDir }, async (engine) => {
    run.signal?.throwIfAborted();
    const { summary, pushes } = await replayOn(engine, run);
    await inspect?.(engine, pushes);
    return summary;
  });
}
