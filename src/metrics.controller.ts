import { Controller, Get, Header } from '@nestjs/common';
import { Open } from './platform/auth/bearer.guard.js';
import { joinMetricsExchange, type MetricsOfAll } from './platform/metrics/metrics-exchange.js';
import { Metrics } from './platform/metrics/metrics.js';

/** For Prometheus. Open, as the probes are: there are numbers in it, and nothing about any person. */
@Controller('metrics')
export class MetricsController {
  readonly #ofAll: MetricsOfAll;

  constructor(metrics: Metrics) {
    this.#ofAll = joinMetricsExchange(metrics);
  }

  @Get()
  @Open()
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  read(): Promise<string> {
    return this.#ofAll();
  }
}
