import type { Clock } from '../clock.js';
import type { Fix, NextReport, PositionAck } from '../contract.js';
import { isPassing, type ProximaError } from '../errors.js';
import { distanceMetres } from './distance.js';
import { isDue, wantsHighAccuracy, type Preset } from './presets.js';
import type { LocationSource } from './source.js';

export interface FollowerPort {
  report(fix: Fix): Promise<PositionAck>;
  failed(error: ProximaError): void;
}

/** Before the engine has asked for anything: at once. */
const AT_ONCE: NextReport = { afterMs: 0, minMetres: 0, why: 'FIRST' };
/** What a report is worth that was refused or got lost: the next fix may go after this. */
const AFTER_FAILURE_MS = 5_000;

/** Reports the fixes of a source that are worth their battery. */
export class Follower {
  #asked = AT_ONCE;
  #sent?: { readonly fix: Fix; readonly atMs: number };
  #isSending = false;
  #isSatellites?: boolean;
  #stopWatching?: () => void;

  constructor(
    private readonly source: LocationSource,
    private readonly preset: Preset,
    private readonly clock: Clock,
    private readonly port: FollowerPort,
  ) {}

  start(): void {
    if (this.#stopWatching) return;
    this.#asked = AT_ONCE;
    this.#sent = undefined;
    this.watch();
  }

  stop(): void {
    this.#stopWatching?.();
    this.#stopWatching = undefined;
  }

  private watch(): void {
    const highAccuracy = wantsHighAccuracy(this.preset, this.#asked);
    this.#isSatellites = highAccuracy;
    this.#stopWatching = this.source.watch(
      (fix) => void this.consider(fix),
      { highAccuracy, intervalMs: 1_000 },
      (error) => this.port.failed(error),
    );
  }

  private async consider(fix: Fix): Promise<void> {
    if (!this.#stopWatching || this.#isSending || !this.isDue(fix)) return;
    this.#isSending = true;
    const atMs = this.clock.now();
    try {
      const { nextReport } = await this.port.report(fix);
      this.#sent = { fix, atMs };
      this.#asked = nextReport;
      this.retune();
    } catch (error) {
      this.handleFailure(error as ProximaError, fix, atMs);
    } finally {
      this.#isSending = false;
    }
  }

  private isDue(fix: Fix): boolean {
    if (!this.#sent) return true;
    return isDue(this.preset, this.#asked, {
      elapsedMs: this.clock.now() - this.#sent.atMs,
      movedMetres: distanceMetres(this.#sent.fix, fix),
      accuracyMetres: fix.accuracyMetres,
    });
  }

  /** The line comes back by itself and consent is the client's affair; what else is refused, the app should hear of. */
  private handleFailure(error: ProximaError, fix: Fix, atMs: number): void {
    if (error.code === 'DISCONNECTED' || error.code === 'CONSENT_MISSING' || error.code === 'CLOSED') return;
    this.#sent = { fix, atMs };
    this.#asked = { afterMs: error.retryAfterMs ?? AFTER_FAILURE_MS, minMetres: Infinity, why: error.code };
    if (!isPassing(error.code)) this.port.failed(error);
  }

  /** Satellites on or off, when the engine's wish has changed. */
  private retune(): void {
    if (!this.#stopWatching || wantsHighAccuracy(this.preset, this.#asked) === this.#isSatellites) return;
    this.stop();
    this.watch();
  }
}
