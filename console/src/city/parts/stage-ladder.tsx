import type { Explanation } from '../../../../src/contract/explanation.js';
import { STAGE_ORDER, tellReason, tellStage } from '../texts/codes.js';
import { useWords } from '../use-model.js';

type FunnelLines = NonNullable<Explanation['funnel']>;

export interface Step {
  readonly stage: string;
  /** How many were left behind it. */
  readonly left: number;
  readonly dropped: readonly (readonly [reason: string, count: number])[];
}

/** Stage by stage, how many went on and why the others did not. Stages that dropped nobody are left out. */
export function stepsOf(funnel: FunnelLines): Step[] {
  let left = funnel.length;
  return STAGE_ORDER.filter((stage) => stage !== 'granted').flatMap((stage) => {
    const counts = new Map<string, number>();
    for (const line of funnel) {
      if (line.stage === stage) counts.set(line.reason ?? '', (counts.get(line.reason ?? '') ?? 0) + 1);
    }
    if (counts.size === 0) return [];
    const dropped = [...counts].sort((a, b) => b[1] - a[1]);
    left -= dropped.reduce((sum, [, count]) => sum + count, 0);
    return [{ stage, left, dropped }];
  });
}

export function StageLadder({ funnel }: { funnel: FunnelLines }) {
  const { language, words } = useWords();
  return (
    <ol class="ladder">
      <li>
        <span class="stage">{words.came}</span>
        <meter aria-hidden="true" min={0} max={funnel.length} value={funnel.length} />
        <b>{funnel.length}</b>
      </li>
      {stepsOf(funnel).map(({ stage, left, dropped }) => (
        <li key={stage}>
          <span class="stage">{tellStage(stage, language)}</span>
          <meter aria-hidden="true" min={0} max={funnel.length} value={left} />
          <b>
            {left} <span class="sr">{words.left}</span>
          </b>
          <ul>
            {dropped.map(([reason, count]) => (
              <li key={reason} title={reason}>
                {tellReason(reason, language)} <b>{count}</b> <span class="sr">{words.dropped}</span>
              </li>
            ))}
          </ul>
        </li>
      ))}
    </ol>
  );
}
