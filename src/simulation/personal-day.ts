// Where one customer is: the plan of the day, and what an accepted offer changes in it.
import { nextWorkingDay } from './calendar.js';
import type { City } from './city.js';
import { insertDetour, Journey, whereAt, type Leg, type Whereabouts } from './journey.js';
import type { Person } from './person.js';
import { planDay } from './plan-day.js';
import type { Point } from './plane.js';

export class PersonalDay {
  private legs: Leg[];
  private detours = 0;

  constructor(
    private readonly person: Person,
    private readonly city: City,
    /** Local midnight. */
    private dayMs: number,
  ) {
    this.legs = this.planFrom(dayMs);
  }

  whereAt(atMs: number): Whereabouts {
    while (atMs >= this.legs.at(-1)!.toMs) {
      this.dayMs = nextWorkingDay(this.dayMs);
      this.legs = this.planFrom(this.dayMs);
    }
    return whereAt(this.legs, atMs);
  }

  /** The end of a sleep, over midnights and weekends. */
  wakesAt(asleepMs: number): number {
    let atMs = asleepMs;
    for (let { leg } = this.whereAt(atMs); leg.kind === 'sleep'; leg = this.whereAt(atMs).leg) atMs = leg.toMs;
    return atMs;
  }

  /** Walks to a shop, queues, and walks back to go on with the day. Tells when the counter is reached. */
  detourTo(shop: Point, atMs: number): number {
    const here = this.whereAt(atMs).point;
    const random = this.person.random.fork(1_000 + this.detours++);
    const detour = new Journey(here, atMs, random).walkTo(shop).queue(random.between(60_000, 150_000));
    const paidMs = detour.nowMs;
    this.legs = insertDetour(this.legs, atMs, detour.walkTo(here));
    return paidMs;
  }

  private planFrom(dayMs: number): Leg[] {
    return planDay(this.person, this.city, dayMs, nextWorkingDay(dayMs));
  }
}
