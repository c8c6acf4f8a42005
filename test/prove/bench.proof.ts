import type { Proof } from './proof.js';
import { runCommand, summaryOf } from './run-command.js';

interface BenchSummary {
  ratioP50?: number;
  engine?: { perSecond?: number };
  kibPerSocket?: number;
  bytesPerDecision?: number;
  /** False when the machine was too busy for the figures to mean anything; `why` is then among them. */
  trusted?: boolean;
}

export const benchProof: Proof = {
  name: 'bench',
  about: 'the engine costs at most twice the bare path (p50) and takes at least 1,500 events a second',
  async run(say) {
    const result = await runCommand(process.execPath, ['dist/test/bench/bench.js'], { timeoutMs: 15 * 60_000, say });
    const figure = summaryOf(result);
    const { ratioP50, engine, kibPerSocket, bytesPerDecision, trusted } = figure as BenchSummary;
    const holds =
      result.code === 0 &&
      trusted !== false &&
      isAtMost(ratioP50, 2) &&
      isAtLeast(engine?.perSecond, 1500) &&
      isAtLeast(kibPerSocket, 0) &&
      isAtLeast(bytesPerDecision, 1);
    return { holds, figure };
  },
};

function isAtMost(value: number | undefined, most: number): boolean {
  return typeof value === 'number' && value <= most;
}

function isAtLeast(value: number | undefined, least: number): boolean {
  return typeof value === 'number' && value >= least;
}
