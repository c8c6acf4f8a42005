// The devices of the bench, in a process of their own: they report positions on a fixed schedule and time the pushes.
import { build } from 'hdr-histogram-js';
import type { Ack } from '../../src/contract/errors.js';
import type { PositionAck } from '../../src/contract/position.js';
import type { ConnectOrder, LoadAnswer, LoadOrder, RunOrder, RunResult, TargetName } from './load-messages.js';
import { LoadSocket } from './load-socket.js';
import { sendOnSchedule } from './pacing.js';
import { positionAt } from './walk.js';

interface Report {
  scheduledMs: number;
  measured: boolean;
}

interface Device {
  socket: LoadSocket;
  steps: number;
  /** Reports whose decision is known and whose push is awaited. */
  awaited: Map<string, Report>;
  /** Pushes that came before the ack that names their decision: when. */
  early: Map<string, number>;
}

const CONSENTS = [
  { purpose: 'location', dataClass: 'precise' },
  { purpose: 'profiling' },
  { purpose: 'marketing' },
] as const;

const devices: Record<TargetName, Device[]> = { bare: [], engine: [] };
let idleSockets: LoadSocket[] = [];
let current: Run | undefined;

/** The count of one run. */
class Run {
  readonly silences: Record<string, number> = {};
  readonly latenciesUs = build({ numberOfSignificantValueDigits: 3 });
  readonly lagsUs = build({ numberOfSignificantValueDigits: 3 });
  open = 0;
  reports = 0;
  pushes = 0;
  allReports = 0;
  allPushes = 0;
  sampleDecisionId: string | undefined;
  lastAnswerMs = performance.now();

  sent(report: Report): void {
    this.open++;
    this.allReports++;
    if (!report.measured) return;
    this.reports++;
    this.lagsUs.recordValue(Math.max(0, Math.round((performance.now() - report.scheduledMs) * 1000)));
  }

  pushed(report: Report, receivedMs: number, decisionId: string): void {
    this.answered();
    this.allPushes++;
    this.sampleDecisionId = decisionId;
    if (!report.measured) return;
    this.pushes++;
    this.latenciesUs.recordValue(Math.max(1, Math.round((receivedMs - report.scheduledMs) * 1000)));
  }

  silent(report: Report, code: string): void {
    this.answered();
    if (report.measured) this.silences[code] = (this.silences[code] ?? 0) + 1;
  }

  private answered(): void {
    this.open--;
    this.lastAnswerMs = performance.now();
  }
}

async function connect({ target, url, sockets, grantConsents, idle }: ConnectOrder): Promise<void> {
  const connected: LoadSocket[] = [];
  // A few at a time, so that a thousand handshakes do not run into each other's time limits.
  for (let first = 0; first < sockets.length; first += 25) {
    const batch = sockets.slice(first, first + 25);
    connected.push(...(await Promise.all(batch.map(({ auth }) => connectOne(url, auth, grantConsents)))));
  }
  if (idle) {
    idleSockets.push(...connected);
    return;
  }
  devices[target] = connected.map((socket) => deviceOn(socket));
}

async function connectOne(url: string, auth: Record<string, string>, grantConsents: boolean): Promise<LoadSocket> {
  const socket = await LoadSocket.connect(url, '/v1/device', auth);
  if (!grantConsents) return socket;
  for (const consent of CONSENTS) {
    const entry = { ...consent, status: 'granted', textVersion: 'bench-1' };
    const ack = (await socket.emitWithAck('consent:set', entry)) as Ack<unknown>;
    if (!ack.ok) throw new Error(`consent:set was refused: ${JSON.stringify(ack.error)}`);
  }
  return socket;
}

function deviceOn(socket: LoadSocket): Device {
  const device: Device = { socket, steps: 0, awaited: new Map(), early: new Map() };
  socket.onPush = (push) => {
    const receivedMs = performance.now();
    const report = device.awaited.get(push.decisionId);
    if (!report) return void device.early.set(push.decisionId, receivedMs);
    device.awaited.delete(push.decisionId);
    current?.pushed(report, receivedMs, push.decisionId);
  };
  return device;
}

async function run(order: RunOrder): Promise<RunResult> {
  const { target, ratePerSecond, warmupSeconds, measureSeconds, metresPerStep } = order;
  const fleet = devices[target];
  const warmupReports = Math.round(ratePerSecond * warmupSeconds);
  const counted = new Run();
  current = counted;
  for (const device of fleet) {
    device.awaited.clear();
    device.early.clear();
  }
  let gaveUp = false;
  const startMs = performance.now();
  await sendOnSchedule({
    ratePerSecond,
    reports: warmupReports + Math.round(ratePerSecond * measureSeconds),
    send: (index, scheduledMs) => {
      const number = index % fleet.length;
      const report = { scheduledMs, measured: index >= warmupReports };
      sendReport(target, fleet[number]!, number, metresPerStep, report, counted);
      gaveUp = counted.open > 2 * ratePerSecond + 50;
      return !gaveUp;
    },
  });
  await answersOf(counted);
  const unanswered = counted.reports - counted.pushes - Object.values(counted.silences).reduce((sum, n) => sum + n, 0);
  if (unanswered > 0) counted.silences.UNANSWERED = unanswered;
  current = undefined;
  const tookMs = performance.now() - startMs;
  return resultOf(counted, ratePerSecond, gaveUp, tookMs);
}

function sendReport(
  target: TargetName,
  device: Device,
  customer: number,
  metresPerStep: number,
  report: Report,
  counted: Run,
): void {
  const at = Math.round(performance.timeOrigin + report.scheduledMs);
  const fix = { ...positionAt(customer, device.steps++, metresPerStep), accuracyMetres: 8, at };
  if (target === 'bare') {
    // The bare path names its decision after the report, so nothing has to be joined.
    device.awaited.set(`${at}`, report);
    device.socket.emit('position:report', fix);
  } else {
    device.socket.emit('position:report', fix, (ack) => joinAck(device, report, ack as Ack<PositionAck>, counted));
  }
  counted.sent(report);
}

/** The ack names the decision that the report led to, or why it led to none. */
function joinAck(device: Device, report: Report, ack: Ack<PositionAck>, counted: Run): void {
  if (!ack.ok) return counted.silent(report, `error ${ack.error.code}`);
  const { decisionId, deliveryId, silence } = ack.data.outcome;
  if (silence !== undefined) return counted.silent(report, silence);
  if (decisionId === undefined || deliveryId === undefined) return counted.silent(report, 'NO_DECISION');
  const receivedMs = device.early.get(decisionId);
  if (receivedMs === undefined) return void device.awaited.set(decisionId, report);
  device.early.delete(decisionId);
  counted.pushed(report, receivedMs, decisionId);
}

/** Waits until nothing is open, or nothing has come for two seconds. */
async function answersOf(counted: Run): Promise<void> {
  const sinceMs = performance.now();
  while (counted.open > 0 && performance.now() - Math.max(counted.lastAnswerMs, sinceMs) < 2000) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

function resultOf(counted: Run, ratePerSecond: number, gaveUp: boolean, tookMs: number): RunResult {
  const { reports, pushes, silences, allReports, allPushes, latenciesUs, lagsUs, sampleDecisionId } = counted;
  const latencyMs = (percentile: number) => latenciesUs.getValueAtPercentile(percentile) / 1000;
  return {
    ...{ ratePerSecond, reports, pushes, silences, allReports, allPushes, gaveUp, tookMs },
    p50Ms: latencyMs(50),
    p99Ms: latencyMs(99),
    p999Ms: latencyMs(99.9),
    maxMs: latenciesUs.maxValue / 1000,
    sendLagP99Ms: lagsUs.getValueAtPercentile(99) / 1000,
    ...(sampleDecisionId === undefined ? {} : { sampleDecisionId }),
  };
}

async function obey(order: LoadOrder): Promise<RunResult | undefined> {
  if (order.do === 'connect') return void (await connect(order));
  if (order.do === 'run') return run(order);
  for (const socket of idleSockets) socket.disconnect();
  idleSockets = [];
  return undefined;
}

process.on('message', (order: LoadOrder) => {
  obey(order).then(
    (result) => process.send!({ ok: true, ...(result ? { result } : {}) } satisfies LoadAnswer),
    (fault: Error) => process.send!({ ok: false, message: fault.message } satisfies LoadAnswer),
  );
});
process.once('disconnect', () => process.exit(0));
