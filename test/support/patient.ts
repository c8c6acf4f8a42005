/**
 * Settings for engines under test: a machine that is busy with other tests may let Redis wait for its turn longer than an
 * operator would. Tests of what happens when Redis is slow leave the setting as it is shipped.
 */
export const PATIENT = { PROXIMA_REDIS_TIMEOUT_MS: '4000' };
/** As shipped. */
export const AS_SHIPPED = { PROXIMA_REDIS_TIMEOUT_MS: '' };
