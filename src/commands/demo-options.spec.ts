import { describe, expect, it } from '@jest/globals';
import { readDemoOptions } from './demo-options.js';

describe('options of the demo', () => {
  it('have defaults', () => {
    expect(readDemoOptions([])).toEqual({ help: false, once: false, customers: 200, seed: 7, speed: 20 });
    expect(readDemoOptions(['--once', '--seed=9', '--speed', '1.5'])).toMatchObject({
      once: true,
      seed: 9,
      speed: 1.5,
    });
  });

  it.each([
    [['--customers', '0'], '--customers must be a whole number from 1 to 5000'],
    [['--customers', '2.5'], '--customers must be a whole number'],
    [['--seed', ''], '--seed must be'],
    [['--speed', 'fast'], '--speed must be a number from 0.1 to 200, not "fast"'],
    [['--sped', '3'], "Unknown option '--sped'"],
    [['once'], "Unexpected argument 'once'"],
  ])('refuse %j', (args, message) => {
    expect(() => readDemoOptions(args)).toThrow(message);
  });
});
