import { Injectable, SetMetadata, type CanActivate, type ExecutionContext } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { FastifyRequest } from 'fastify';
import { Refused } from '../../contract/errors.js';
import type { Claims, Role } from './claims.js';
import { TokenVerifier } from './token-verifier.js';

const ROLES_KEY = 'roles';

/** Which roles may call a route. A route without it may be called by nobody but health probes. */
export const Roles = (...roles: Role[]) => SetMetadata(ROLES_KEY, roles);
/** For probes: no token. */
export const Open = () => SetMetadata(ROLES_KEY, 'open');

export type Authenticated = FastifyRequest & { claims: Claims };

/** Bearer tokens on HTTP. */
@Injectable()
export class BearerGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly verifier: TokenVerifier,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return true;
    const roles = this.reflector.getAllAndOverride<Role[] | 'open' | undefined>(ROLES_KEY, [
      context.getHandler(),
      context.getClass(),
    ]);
    if (roles === 'open') return true;
    const request = context.switchToHttp().getRequest<Authenticated>();
    const token = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
    const claims = await this.verifier.verify(token);
    if (!claims) throw new Refused('UNAUTHENTICATED');
    if (!roles?.includes(claims.role)) throw new Refused('FORBIDDEN');
    request.claims = claims;
    return true;
  }
}
