// How the demo looks in a terminal: plain text first, colour only laid over it, never wider than the terminal.
import { REASONS, type ReasonCode } from '../core/types/reason.js';
import { timeOfDay } from '../simulation/calendar.js';
import type { Figures } from '../simulation/figures.js';
import type { SeenOffer } from '../simulation/observer.js';

/** Select graphic rendition, on and off. */
const STYLES = { bold: [1, 22], dim: [2, 22], cyan: [36, 39], green: [32, 39] } as const;
type Style = keyof typeof STYLES;

export interface Paper {
  readonly columns: number;
  readonly colour: boolean;
}

const WIDTHS = { time: 8, who: 5, near: 22, moment: 15, took: 8 };
const GAP = '  ';
const INDENT = ' '.repeat(WIDTHS.time + GAP.length);
const WIDEST = 120;

export function paperOf(stream: NodeJS.WriteStream, env: NodeJS.ProcessEnv): Paper {
  const columns = stream.isTTY ? Math.max(80, Math.min(WIDEST, stream.columns || WIDEST)) : WIDEST;
  return { columns, colour: Boolean(stream.isTTY) && !env.NO_COLOR };
}

export function headingLine(paper: Paper): string {
  const { time, who, near, moment, took } = WIDTHS;
  const cells = ['time'.padEnd(time), 'who'.padEnd(who), 'near'.padEnd(near), 'moment'.padEnd(moment)];
  return paint(paper, 'dim', [...cells, 'took'.padStart(took), 'offer'].join(GAP));
}

/** What reached whom, and below it why, in the words that the customer reads. */
export function offerLines(
  { atMs, customer, stationName, push, moment, latencyMs }: SeenOffer,
  paper: Paper,
): string[] {
  const guess = moment ? `${moment.name.padEnd(9)}  ${moment.confidence.toFixed(2)}` : 'not known';
  const cells = [
    timeOfDay(atMs),
    paint(paper, 'cyan', cell(customer, WIDTHS.who)),
    cell(stationName, WIDTHS.near),
    cell(guess, WIDTHS.moment),
    paint(paper, 'green', `${latencyMs.toFixed(1)} ms`.padStart(WIDTHS.took)),
  ];
  const room = paper.columns - Object.values(WIDTHS).reduce((sum, width) => sum + width + GAP.length, 0);
  const title = paint(paper, 'bold', clip(push.treatment.title, room));
  const why = clip(`${INDENT}${push.reason}`, paper.columns);
  return [[...cells, title].join(GAP), paint(paper, 'dim', why)];
}

export function figuresLines(figures: Figures, atMs: number, paper: Paper): string[] {
  const counts = [
    `${count(figures.customers)} phones`,
    `${count(figures.reports)} reports`,
    `${count(figures.decisions)} decisions`,
    `${count(figures.offers)} offers`,
    `${count(figures.accepts)} accepted`,
    `p50 ${figures.latencyMs(50)} ms, p99 ${figures.latencyMs(99)} ms`,
    ...(figures.failures > 0 ? [`${count(figures.failures)} failed`] : []),
  ];
  const silences = figures.topSilences(5).map(([code, times]) => `${code} ${count(times)}`);
  return [`${timeOfDay(atMs)}  ${counts.join(' · ')}`, `${INDENT}silent: ${silences.join(', ') || 'never so far'}`].map(
    (line) => paint(paper, 'dim', clip(line, paper.columns)),
  );
}

/** The whole run in a few lines; silence is a result, so its reasons are told in words. */
export function summaryLines(figures: Figures, paper: Paper): string[] {
  const { customers, reports, decisions, offers, accepts, p50Ms, p99Ms } = figures.summary();
  const silences = figures.topSilences(8).map(([code, times]) => {
    const text = Object.hasOwn(REASONS, code) ? REASONS[code as ReasonCode].text : '';
    return clip(`${count(times).padStart(9)}  ${code.padEnd(20)} ${text}`, paper.columns);
  });
  return [
    `${count(customers)} customers, ${count(reports)} reports, ${count(decisions)} decisions, ${count(offers)} offers, ` +
      `${count(accepts)} accepted.`,
    `Half of all answers came within ${p50Ms} ms, 99 of 100 within ${p99Ms} ms.`,
    ...(silences.length > 0 ? ['Reports that ended in silence, by reason:', ...silences] : []),
  ];
}

export function paint({ colour }: Paper, style: Style, text: string): string {
  const [on, off] = STYLES[style];
  return colour ? `\u001b[${on}m${text}\u001b[${off}m` : text;
}

function cell(text: string, width: number): string {
  return clip(text, width).padEnd(width);
}

function clip(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, Math.max(0, width - 1)).trimEnd()}…`;
}

function count(value: number): string {
  return value.toLocaleString('en-GB');
}
