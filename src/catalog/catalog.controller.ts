import { Controller, Get, Req } from '@nestjs/common';
import type { ServedCatalog } from '../contract/served-catalog.js';
import type { TenantId } from '../core/types/ids.js';
import { Roles, type Authenticated } from '../platform/auth/bearer.guard.js';
import { CatalogService } from './catalog.service.js';
import { tellCatalog } from './served-catalog.js';

/** What is offered now, for those who look on. */
@Controller('v1/catalog')
export class CatalogController {
  constructor(private readonly catalogs: CatalogService) {}

  @Get('offers')
  @Roles('operator', 'marketer', 'scientist')
  async offers(@Req() { claims }: Authenticated): Promise<ServedCatalog> {
    return tellCatalog(await this.catalogs.current(claims.tenant as TenantId));
  }
}
