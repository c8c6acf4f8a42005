// The invented city as a whole: enrols its people, moves the clock, and stops in order.
import type { CatalogFile } from '../contract/catalog.js';
import { lastWorkingDay, START_HOUR } from './calendar.js';
import type { Observer } from './observer.js';
import { Pace } from './pace.js';
import { createPeople, type Person } from './person.js';
import { PersonalDay } from './personal-day.js';
import { Phone } from './phone.js';
import { profileOf, writeProfile } from './profile.js';
import { Reporter } from './reporter.js';
import { cityOf, readOffers, type World } from './world.js';

/** At once, so that a start does not look like an attack. */
const ENROL_AT_ONCE = 16;

export interface SimulationOptions {
  readonly url: string;
  readonly operatorToken: string;
  readonly deviceToken: (customer: string) => Promise<string>;
  readonly catalog: CatalogFile;
  readonly customers: number;
  readonly seed: number;
  /** Simulated seconds a second. */
  readonly speed: number;
  readonly observer: Observer;
  readonly onJump: (fromMs: number, toMs: number) => void;
}

export class Simulation {
  readonly startMs: number;
  readonly stationCount: number;
  private readonly dayMs = lastWorkingDay(Date.now());
  private readonly world: World;
  private readonly reporters: Reporter[] = [];
  private stopped = false;

  constructor(private readonly options: SimulationOptions) {
    const { catalog, speed, seed, observer, onJump } = options;
    const offers = readOffers(catalog, seed);
    this.startMs = this.dayMs + START_HOUR * 3_600_000;
    this.world = { city: cityOf(offers), pace: new Pace(this.startMs, speed, onJump), observer, seed, offers };
    this.stationCount = this.world.city.stations.length;
  }

  get nowMs(): number {
    return this.world.pace.nowMs;
  }

  /** Connects everybody, then sets the clock going. */
  async start(): Promise<void> {
    const waiting = createPeople(this.options.customers, this.world.city, this.options.seed);
    const enrolNext = async () => {
      for (let person = waiting.shift(); person && !this.stopped; person = waiting.shift()) await this.enrol(person);
    };
    await Promise.all(Array.from({ length: ENROL_AT_ONCE }, enrolNext));
    if (!this.stopped) this.world.pace.start();
  }

  stop(): void {
    this.stopped = true;
    this.world.pace.stop();
    for (const reporter of this.reporters) reporter.stop();
  }

  private async enrol(person: Person): Promise<void> {
    const { url, operatorToken, deviceToken } = this.options;
    await writeProfile(url, operatorToken, person.id, profileOf(person, this.startMs));
    const token = await deviceToken(person.id);
    // Who connects after the stop would try to reconnect for ever.
    if (this.stopped) return;
    const phone = new Phone(url, token);
    const reporter = new Reporter(person, phone, new PersonalDay(person, this.world.city, this.dayMs), this.world);
    this.reporters.push(reporter);
    await reporter.start();
  }
}
