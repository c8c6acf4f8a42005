import { expect, it } from '@jest/globals';
import { troubleOf } from './redis-watch.js';

it.each([
  ['LOADING Redis is loading the dataset in memory', 'REDIS_LOADING'],
  ["READONLY You can't write against a read only replica.", 'REDIS_READONLY'],
  ['NOREPLICAS Not enough good replicas to write.', 'REDIS_READONLY'],
  ['MISCONF Redis is configured to save RDB snapshots, but it is unable to persist', 'REDIS_READONLY'],
  ["OOM command not allowed when used memory > 'maxmemory'.", 'REDIS_FULL'],
  ['Command timed out', 'REDIS_DOWN'],
  ["Stream isn't writeable and enableOfflineQueue options is false", 'REDIS_DOWN'],
  ['NOAUTH Authentication required.', 'REDIS_DOWN'],
])('%s: %s', (message, trouble) => {
  expect(troubleOf(new Error(message))).toBe(trouble);
});
