import type { Scored } from '../../types/decision.js';

/** What a policy of exploration looks at. Options come best first, and all are worth something. */
export type Option = Pick<Scored, 'arbitrationScore' | 'scoreSpread'>;
