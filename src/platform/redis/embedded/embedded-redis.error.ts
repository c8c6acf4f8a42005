export type EmbeddedRedisErrorCode = 'REDIS_BINARY_MISSING' | 'REDIS_START_FAILED' | 'REDIS_DATA_DIR';

/** The one error of the embedded Redis. Its message says what is wrong and how to mend it, so print it as it is. */
export class EmbeddedRedisError extends Error {
  override readonly name = 'EmbeddedRedisError';
  readonly code: EmbeddedRedisErrorCode;

  constructor(code: EmbeddedRedisErrorCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
