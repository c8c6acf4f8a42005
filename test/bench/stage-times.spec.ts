import { expect, it } from '@jest/globals';
import { stageTimes } from './stage-times.js';

const metrics = (readSum: number, readCount: number) => `# HELP proxima_decision_stage_seconds time by stage
# TYPE proxima_decision_stage_seconds histogram
proxima_decision_stage_seconds_bucket{le="0.001",stage="read"} ${readCount}
proxima_decision_stage_seconds_sum{stage="read"} ${readSum}
proxima_decision_stage_seconds_count{stage="read"} ${readCount}
proxima_decision_stage_seconds_sum{process="1",stage="score"} 0.5
proxima_decision_stage_seconds_count{process="1",stage="score"} 100
proxima_decision_stage_seconds_sum{process="2",stage="score"} 0.3
proxima_decision_stage_seconds_count{process="2",stage="score"} 300
proxima_decisions_total 4
`;

it('tells the mean time of each stage between two readings', () => {
  expect(stageTimes(metrics(1, 1000), metrics(1.25, 1500))).toEqual([{ stage: 'read', count: 500, meanUs: 500 }]);
});

it('knows the family by its other name', () => {
  const renamed = metrics(1, 1000).replaceAll('decision_stage_seconds', 'decision_duration_seconds');
  expect(stageTimes('', renamed)).toContainEqual({ stage: 'read', count: 1000, meanUs: 1000 });
});

it('adds up the processes of one engine', () => {
  expect(stageTimes('', metrics(1, 1000))).toContainEqual({ stage: 'score', count: 400, meanUs: 2000 });
});

it.each([
  [undefined, undefined],
  ['', 'proxima_decisions_total 4\n'],
  [metrics(1, 1), metrics(1, 1)],
])('tells nothing where there is nothing (case %#)', (before, after) => {
  expect(stageTimes(before, after)).toEqual([]);
});
