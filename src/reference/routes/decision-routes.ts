import { decisionAnswer, decisionRequest, previewRequest } from '../../contract/decision.js';
import { explanation } from '../../contract/explanation.js';
import { identifier } from '../../contract/primitives.js';
import { replayAnswer } from '../../contract/replay.js';
import type { HttpRoute } from './http-route.js';

/** Of decisions. */
export const DECISION_ROUTES: readonly HttpRoute[] = [
  {
    method: 'post',
    path: '/v1/decisions',
    id: 'decide',
    group: 'Decisions',
    summary: 'Decide now, for any touchpoint',
    description: 'Gives offers, or silence with its reason. What is granted counts as a contact.',
    roles: ['device', 'till', 'operator'],
    headers: {
      'Idempotency-Key': {
        schema: identifier,
        description: 'The same key of the same customer gives the same decision, for as long as it is kept.',
      },
    },
    body: decisionRequest,
    answers: { 200: { description: 'The decision.', schema: decisionAnswer } },
    refusals: [
      'UNKNOWN_CONTEXT_FIELD',
      'UNKNOWN_TOUCHPOINT',
      'TIMESTAMP_OUT_OF_WINDOW',
      'CONFLICT',
      'IDEMPOTENCY_MISMATCH',
    ],
  },
  {
    method: 'post',
    path: '/v1/decisions/preview',
    id: 'previewDecision',
    group: 'Decisions',
    summary: 'Show what would be decided, with the funnel, without any effect',
    description:
      'Nothing is written, counted or pushed. For a customer as they are, for one with some things otherwise, or for somebody made up.',
    roles: ['operator', 'marketer', 'scientist'],
    body: previewRequest,
    answers: { 200: { description: 'What would be decided.', schema: decisionAnswer } },
    refusals: ['UNKNOWN_CONTEXT_FIELD', 'UNKNOWN_TOUCHPOINT'],
  },
  {
    method: 'post',
    path: '/v1/decisions/{id}/replay',
    id: 'replayDecision',
    group: 'Decisions',
    summary: 'Make a decision again with the versions that it names, and say what differs',
    roles: ['operator', 'marketer', 'scientist', 'auditor'],
    pathParameters: { id: { schema: identifier, description: 'the decision' } },
    answers: { 200: { description: 'What differs; nothing, as a rule.', schema: replayAnswer } },
    refusals: ['NOT_FOUND'],
  },
  {
    method: 'get',
    path: '/v1/decisions/{id}',
    id: 'explainDecision',
    group: 'Decisions',
    summary: 'Explain a decision: its record, and its funnel made again',
    roles: ['operator', 'marketer', 'scientist', 'auditor'],
    pathParameters: { id: { schema: identifier, description: 'the decision' } },
    answers: { 200: { description: 'The decision with its funnel.', schema: explanation } },
    refusals: ['NOT_FOUND'],
  },
];
