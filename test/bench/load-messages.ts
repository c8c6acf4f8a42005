/** What the bench and its load process say to each other. */
export type TargetName = 'bare' | 'engine';

export interface ConnectOrder {
  do: 'connect';
  target: TargetName;
  url: string;
  /** One socket each; its place in the list is the number of the customer. */
  sockets: { auth: Record<string, string> }[];
  /** Grants all that a push needs, over the socket, as an app does. */
  grantConsents: boolean;
  /** Idle sockets are only held; the others take part in every run. */
  idle: boolean;
}

export interface RunOrder {
  do: 'run';
  target: TargetName;
  ratePerSecond: number;
  warmupSeconds: number;
  measureSeconds: number;
  metresPerStep: number;
}

export interface CloseIdleOrder {
  do: 'close-idle';
}

export type LoadOrder = ConnectOrder | RunOrder | CloseIdleOrder;

export interface RunResult {
  ratePerSecond: number;
  /** Reports after the warm-up, and the pushes that answered them. */
  reports: number;
  pushes: number;
  /** Reports without a push, by the silence or error that the ack named; `UNANSWERED` when nothing came at all. */
  silences: Record<string, number>;
  p50Ms: number;
  p99Ms: number;
  p999Ms: number;
  maxMs: number;
  /** How late the client itself was to send. Part of the latencies above, so a slow client shows here. */
  sendLagP99Ms: number;
  /** True when the load was stopped early, because answers lay more than two seconds behind. */
  gaveUp: boolean;
  /** Wall time of the whole run with its warm-up. */
  tookMs: number;
  /** All reports, those of the warm-up included. */
  allReports: number;
  allPushes: number;
  sampleDecisionId?: string;
}

export type LoadAnswer = { ok: true; result?: RunResult } | { ok: false; message: string };
