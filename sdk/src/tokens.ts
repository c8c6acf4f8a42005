import { readBase64Url } from './base64.js';
import type { Clock } from './clock.js';
import { ProximaError } from './errors.js';

/** What of a token's claims a client builds on. It is not verified here: the engine does that. */
export interface TokenClaims {
  readonly customer?: string;
  readonly tenant?: string;
  readonly expiresAtMs?: number;
}

/** Gives a token of the customer, from the app's own backend; nothing when nobody is logged in. */
export type GetToken = () => Promise<string | null | undefined> | string | null | undefined;

/** A token that ends sooner than this is not shown any more: the engine would close the socket at once. */
const TOO_SHORT_MS = 5_000;
/** getToken that has not answered by then is taken for failed: it would hold up the line for ever. */
const LONGEST_ASKING_MS = 30_000;

/** The token in use, and where the next one comes from. */
export class Tokens {
  readonly #getToken?: GetToken;
  #token?: string;

  constructor(
    { token, getToken }: { token?: string; getToken?: GetToken },
    private readonly clock: Clock,
  ) {
    this.#token = token;
    this.#getToken = getToken;
  }

  get canRefresh(): boolean {
    return this.#getToken !== undefined;
  }

  get claims(): TokenClaims {
    return readClaims(this.#token);
  }

  /**
   * @returns undefined when there is none for good.
   * @throws ProximaError TOKEN_UNAVAILABLE when getToken failed this time.
   */
  async current(): Promise<string | undefined> {
    if (this.#token !== undefined && !this.isEnding()) return this.#token;
    return this.refresh();
  }

  /** As `current`, but never the one that is in use, unless there is no other. */
  async refresh(): Promise<string | undefined> {
    if (!this.#getToken) return this.#token;
    try {
      this.#token = (await this.inTime(this.#getToken())) ?? undefined;
    } catch {
      // What the app's backend said may hold what must not be told here.
      throw new ProximaError('TOKEN_UNAVAILABLE');
    }
    return this.#token;
  }

  /** The engine has refused it: the next one must be another. */
  forget(): void {
    if (this.#getToken) this.#token = undefined;
  }

  private async inTime<T>(asked: Promise<T> | T): Promise<T> {
    let stopTimer: () => void = () => undefined;
    const tooLate = new Promise<never>((_, reject) => {
      stopTimer = this.clock.after(LONGEST_ASKING_MS, () => reject(new Error('getToken does not answer')));
    });
    return Promise.race([asked, tooLate]).finally(stopTimer);
  }

  private isEnding(): boolean {
    const { expiresAtMs } = this.claims;
    return this.canRefresh && expiresAtMs !== undefined && expiresAtMs - this.clock.now() < TOO_SHORT_MS;
  }
}

/** The claims of a JWT; none of a token that is no JWT. */
export function readClaims(token: string | undefined): TokenClaims {
  const payload = token?.split('.')[1];
  if (!payload) return {};
  try {
    // Claims that we read hold ASCII only, so bytes may stand for letters.
    const claims = JSON.parse(readBase64Url(payload)) as Record<string, unknown>;
    return {
      customer: typeof claims.sub === 'string' ? claims.sub : undefined,
      tenant: typeof claims.tenant === 'string' ? claims.tenant : undefined,
      expiresAtMs: typeof claims.exp === 'number' ? claims.exp * 1000 : undefined,
    };
  } catch {
    return {};
  }
}
