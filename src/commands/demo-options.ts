import { parseArgs } from 'node:util';

export interface DemoOptions {
  readonly help: boolean;
  /** End after the first offers. */
  readonly once: boolean;
  readonly customers: number;
  readonly seed: number;
  readonly speed: number;
}

export const HELP = `npm run demo [-- options]

A simulated city: an engine with its own Redis, invented customers who walk, ride, wait and queue
at real Berlin stations, and offers of invented shops that reach them, or stay away for a reason.

  --once           end soon after the tenth offer; the last line is a summary as JSON
  --customers N    how many customers (1 to 5000; 200)
  --seed N         another city, repeatable (0 to 2147483647; 7)
  --speed N        simulated seconds a second (0.1 to 200; 20)
  --help           this text

While it runs, .proxima/demo.env holds its address and the token of a scientist, for you alone to read.
Ctrl-C ends the demo and leaves nothing behind. With REDIS_URL set, that Redis is used instead of a
private one and keeps what the demo wrote. NO_COLOR switches colours off.`;

/** @throws Error that says which option is wrong and what it may be. */
export function readDemoOptions(args: readonly string[]): DemoOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: 'boolean', short: 'h', default: false },
      once: { type: 'boolean', default: false },
      customers: { type: 'string', default: '200' },
      seed: { type: 'string', default: '7' },
      speed: { type: 'string', default: '20' },
    },
  });
  return {
    help: values.help,
    once: values.once,
    customers: readNumber('customers', values.customers, 1, 5000, true),
    seed: readNumber('seed', values.seed, 0, 2_147_483_647, true),
    speed: readNumber('speed', values.speed, 0.1, 200, false),
  };
}

function readNumber(name: string, text: string, low: number, high: number, whole: boolean): number {
  const value = text.trim() === '' ? NaN : Number(text);
  if (value >= low && value <= high && (!whole || Number.isInteger(value))) return value;
  throw new Error(`--${name} must be a ${whole ? 'whole ' : ''}number from ${low} to ${high}, not "${text}"`);
}
