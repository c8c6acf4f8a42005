import { Injectable } from '@nestjs/common';
import {
  AggregatorRegistry,
  collectDefaultMetrics,
  Gauge,
  Registry,
  type Metric,
  type MetricObjectWithValues,
  type MetricValueWithName,
} from 'prom-client';
import { Tally } from './tally.js';
import { Timing } from './timing.js';

/** The name of a label with all the values that it can have. */
export type Label<Value extends string = string> = readonly [name: string, values: readonly Value[]];

type Sample = MetricValueWithName<string>;

/** What one process has to tell, in a form that can be sent to another one. */
export type MetricsJson = Awaited<ReturnType<Registry['getMetricsAsJSON']>>;

interface Series<Cell> {
  readonly labels: Record<string, string>;
  readonly cell: Cell;
}

/**
 * Every number that the engine tells of itself. A family is declared with all the values that its labels can have, and
 * has a cell for each of them from the start: nothing that came in a message can ever become a label, a number that is
 * zero is there to be seen, and counting needs no look-up.
 */
@Injectable()
export class Metrics {
  /** Family -> label -> its values. */
  readonly families = new Map<string, ReadonlyMap<string, readonly string[]>>();
  readonly #registry = new Registry();

  constructor() {
    // `process_…` and `nodejs_…`, the delay of the event loop among them.
    collectDefaultMetrics({ register: this.#registry });
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  tally(name: string, help: string): Tally {
    const cell = new Tally();
    this.declare(name, help, 'counter', [], [{ labels: {}, cell }], readNumber);
    return cell;
  }

  tallies<A extends string>(name: string, help: string, label: Label<A>): Record<A, Tally> {
    const { cells, series } = cellsBy(label, () => new Tally());
    this.declare(name, help, 'counter', [label], series, readNumber);
    return cells;
  }

  talliesByTwo<A extends string, B extends string>(
    name: string,
    help: string,
    first: Label<A>,
    second: Label<B>,
  ): Record<A, Record<B, Tally>> {
    const inner = new Map(first[1].map((value) => [value, cellsBy(second, () => new Tally())]));
    const series = [...inner].flatMap(([value, group]) =>
      group.series.map(({ labels, cell }) => ({ labels: { [first[0]]: value, ...labels }, cell })),
    );
    this.declare(name, help, 'counter', [first, second], series, readNumber);
    return Object.fromEntries([...inner].map(([value, { cells }]) => [value, cells])) as Record<A, Record<B, Tally>>;
  }

  /** Numbers that go up and down; of several processes the highest is told. */
  levels<A extends string>(name: string, help: string, label: Label<A>): Record<A, Tally> {
    const { cells, series } = cellsBy(label, () => new Tally());
    this.declare(name, help, 'gauge', [label], series, readNumber, 'max');
    return cells;
  }

  /** A number that stands somewhere already: `read` is asked each time. */
  reading(name: string, help: string, read: () => number): void {
    this.declare(name, help, 'gauge', [], [{ labels: {}, cell: read }], (_name, { labels, cell }) => [
      { labels, value: cell() },
    ]);
  }

  timing(name: string, help: string): Timing {
    const cell = new Timing();
    this.declare(name, help, 'histogram', [], [{ labels: {}, cell }], readTiming);
    return cell;
  }

  timings<A extends string>(name: string, help: string, label: Label<A>): Record<A, Timing> {
    const { cells, series } = cellsBy(label, () => new Timing());
    this.declare(name, help, 'histogram', [label], series, readTiming);
    return cells;
  }

  /** One series that is always 1: what it says stands in its labels. `read` is asked each time. */
  fact<Name extends string>(
    name: string,
    help: string,
    labels: readonly Name[],
    read: () => Promise<Record<Name, string>>,
  ): void {
    const gauge: Gauge = new Gauge({
      name,
      help,
      labelNames: [...labels] as string[],
      aggregator: 'max',
      registers: [this.#registry],
      collect: async () => {
        const said = await read();
        gauge.reset();
        gauge.set(said as Record<string, string>, 1);
      },
    });
  }

  /** Of this process. */
  toText(): Promise<string> {
    return this.#registry.metrics();
  }

  /** Of this process, for another one that adds up. */
  toJson(): Promise<MetricsJson> {
    return this.#registry.getMetricsAsJSON();
  }

  private declare<Cell>(
    name: string,
    help: string,
    type: 'counter' | 'gauge' | 'histogram',
    labels: readonly Label[],
    series: readonly Series<Cell>[],
    read: (name: string, series: Series<Cell>) => Sample[],
    aggregator: 'sum' | 'max' = 'sum',
  ): void {
    this.families.set(name, new Map(labels));
    const get = (): MetricObjectWithValues<Sample> =>
      ({
        name,
        help,
        type,
        aggregator,
        values: series.flatMap((one) => read(name, one)),
      }) as unknown as MetricObjectWithValues<Sample>;
    // The registry asks for a name and for what `get` gives: our cells need no more of a metric than that.
    this.#registry.registerMetric({ name, get } as unknown as Metric);
  }
}

/** Adds up what several processes told: counts and times as sums, what the default metrics want as averages so. */
export function addUp(told: readonly MetricsJson[]): Promise<string> {
  return AggregatorRegistry.aggregate([...told]).metrics();
}

function cellsBy<Cell, A extends string>([name, values]: Label<A>, make: () => Cell) {
  const series = values.map((value) => ({ labels: { [name]: value }, cell: make() }));
  const cells = Object.fromEntries(series.map(({ cell }, i) => [values[i]!, cell])) as Record<A, Cell>;
  return { cells, series };
}

function readNumber(_name: string, { labels, cell }: Series<Tally>): Sample[] {
  return [{ labels, value: cell.value }];
}

function readTiming(name: string, { labels, cell }: Series<Timing>): Sample[] {
  const { buckets, sumSeconds, count } = cell.read();
  return [
    ...buckets.map(({ le, count: upTo }) => ({ metricName: `${name}_bucket`, labels: { ...labels, le }, value: upTo })),
    { metricName: `${name}_sum`, labels, value: sumSeconds },
    { metricName: `${name}_count`, labels, value: count },
  ];
}
