import { Injectable, type CanActivate, type ExecutionContext } from '@nestjs/common';
import type { Authenticated } from '../auth/bearer.guard.js';
import { Limits } from './limits.js';

/** Meters HTTP by principal. Comes after the guard that says who that is; probes have none and are not metered. */
@Injectable()
export class RateGuard implements CanActivate {
  constructor(private readonly limits: Limits) {}

  canActivate(context: ExecutionContext): boolean {
    if (context.getType() !== 'http') return true;
    const { claims, method, routeOptions } = context.switchToHttp().getRequest<Partial<Authenticated>>();
    if (claims)
      this.limits.admitRequest(claims, method === 'POST' && routeOptions?.url?.endsWith('/consents') === true);
    return true;
  }
}
