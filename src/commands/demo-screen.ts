import { dateOf, timeOfDay } from '../simulation/calendar.js';
import { Figures } from '../simulation/figures.js';
import type { SeenOffer } from '../simulation/observer.js';
import { figuresLines, headingLine, offerLines, paint, paperOf, summaryLines } from './demo-lines.js';
import type { DemoOptions } from './demo-options.js';

interface Scene {
  readonly stationCount: number;
  readonly offerCount: number;
  readonly startMs: number;
}

/** Counts what happens in the city and shows each offer as it arrives on a phone. */
export class Screen extends Figures {
  private readonly paper = paperOf(process.stdout, process.env);
  private lastLine = '';
  private whenEnough: () => void = () => {};

  constructor(private readonly enoughOffers = Infinity) {
    super();
  }

  enough(): Promise<void> {
    return new Promise((resolve) => (this.whenEnough = resolve));
  }

  override offered(offer: SeenOffer): void {
    super.offered(offer);
    for (const line of offerLines(offer, this.paper)) this.say(line);
    if (this.offers >= this.enoughOffers) this.whenEnough();
  }

  showTitle(): void {
    this.say(paint(this.paper, 'bold', 'SIMULATION: invented customers and shops at real Berlin stations'));
    this.quietly('Starting an engine of its own ...');
  }

  showScene(
    { customers, speed, seed }: DemoOptions,
    { stationCount, offerCount, startMs }: Scene,
    wayIn?: string,
  ): void {
    this.quietly(`${customers} customers, ${offerCount} offers, ${stationCount} stations; seed ${seed}`);
    this.quietly(`It is ${dateOf(startMs)}, 08:00; time runs ${speed} times as fast as real. Ctrl-C ends it.`);
    if (wayIn) this.quietly(wayIn);
    this.say('');
    this.say(headingLine(this.paper));
  }

  showFigures(nowMs: number): void {
    this.say('');
    for (const line of figuresLines(this, nowMs, this.paper)) this.say(line);
    this.say('');
  }

  showJump(toMs: number): void {
    this.quietly(`Everybody sleeps. The clock moves on to ${dateOf(toMs)}, ${timeOfDay(toMs)}.`);
  }

  showSummary(asJson: boolean): void {
    this.say('');
    for (const line of summaryLines(this, this.paper)) this.say(line);
    if (asJson) this.say(JSON.stringify(this.summary()));
  }

  private quietly(line: string): void {
    this.say(paint(this.paper, 'dim', line));
  }

  private say(line: string): void {
    // Figures without offers between them need no double space.
    if (line === '' && this.lastLine === '') return;
    this.lastLine = line;
    process.stdout.write(`${line}\n`);
  }
}
