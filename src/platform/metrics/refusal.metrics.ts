import { Injectable } from '@nestjs/common';
import { ERRORS, type ErrorCode } from '../../contract/errors.js';
import { Metrics } from './metrics.js';
import type { Tally } from './tally.js';

const CODES = Object.keys(ERRORS) as ErrorCode[];
const TRANSPORTS = ['http', 'socket'] as const;
export type Transport = (typeof TRANSPORTS)[number];

/** Messages that were refused, at whichever edge they came in. */
@Injectable()
export class RefusalMetrics {
  readonly #refusals: Record<ErrorCode, Record<Transport, Tally>>;

  constructor(metrics: Metrics) {
    this.#refusals = metrics.talliesByTwo(
      'proxima_refusals_total',
      'Messages refused, by code and by the way that they came',
      ['code', CODES],
      ['transport', TRANSPORTS],
    );
  }

  count(code: ErrorCode, transport: Transport): void {
    this.#refusals[code][transport].add();
  }
}
