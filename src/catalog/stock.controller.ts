import { Controller, Get, Query, Req } from '@nestjs/common';
import { parseMessage } from '../contract/parse.js';
import { stockQuery, type StockPage } from '../contract/stock.js';
import type { TenantId } from '../core/types/ids.js';
import { Roles, type Authenticated } from '../platform/auth/bearer.guard.js';
import { StockReportService } from './stock-report.service.js';

/** What is left of the offers that have an end. */
@Controller('v1/catalog/stock')
export class StockController {
  constructor(private readonly report: StockReportService) {}

  @Get()
  @Roles('operator', 'marketer')
  async stock(@Req() { claims }: Authenticated, @Query() query: unknown): Promise<StockPage> {
    const { cursor = '', limit } = parseMessage(stockQuery, query);
    return this.report.page(claims.tenant as TenantId, cursor, limit);
  }
}
