import { randomUUID } from 'node:crypto';
import { SignJWT } from 'jose';
import type { Role } from './claims.js';

export interface TokenRequest {
  secret: string;
  role: Role;
  /** The customer for a device; any name of the principal otherwise. */
  subject: string;
  tenant?: string;
  device?: string;
  ttlSeconds?: number;
}

/** A token as the app's own backend would make it (HS256). */
export function signToken({
  secret,
  role,
  subject,
  tenant = 'default',
  device,
  ttlSeconds = 3600,
}: TokenRequest): Promise<string> {
  return new SignJWT({ tenant, role, ...(device ? { device } : {}) })
    .setProtectedHeader({ alg: 'HS256' })
    .setIssuer('proxima')
    .setAudience('proxima')
    .setSubject(subject)
    .setJti(randomUUID())
    .setExpirationTime(Math.floor(Date.now() / 1000) + ttlSeconds)
    .sign(new TextEncoder().encode(secret));
}
