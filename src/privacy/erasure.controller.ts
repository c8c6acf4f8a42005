import { Controller, Delete, HttpCode, Param, Req } from '@nestjs/common';
import type { ErasureAnswer } from '../contract/erasure.js';
import { parseMessage } from '../contract/parse.js';
import { identifier } from '../contract/primitives.js';
import type { Owner } from '../core/types/ids.js';
import { RecallService } from '../delivery/recall.service.js';
import { Roles, type Authenticated } from '../platform/auth/bearer.guard.js';
import { ownerFor } from '../platform/auth/customer-access.js';
import { ErasureRepository } from '../state/erasure.repository.js';

/** The right to be forgotten (Art. 17 GDPR), for the customer's own app and for the operator. */
@Controller('v1/customers/:id')
export class ErasureController {
  constructor(
    private readonly erasures: ErasureRepository,
    private readonly recalls: RecallService,
  ) {}

  /** What stands in segments stays as bytes that nobody can read any more: its key is gone. */
  @Delete()
  @HttpCode(200)
  @Roles('device', 'operator')
  async erase(@Req() request: Authenticated, @Param('id') id: string): Promise<ErasureAnswer> {
    const owner = ownerFor(request.claims, parseMessage(identifier, id)) as Owner;
    await this.recalls.recallAll(owner, 'ERASED');
    return { erasedKeys: await this.erasures.erase(owner) };
  }
}
