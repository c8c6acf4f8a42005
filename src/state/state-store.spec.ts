import { expect, it } from '@jest/globals';
import { isOurFault } from './state-store.js';

function fault(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

it.each([
  ['ReplyError', "ERR wrong number of arguments for 'get' command", true],
  ['ReplyError', 'WRONGTYPE Operation against a key holding the wrong kind of value', true],
  ['ReplyError', 'ERR Error running script (call to f_1): @user_script:3: attempt to index a nil value', true],
  ['TypeError', 'x is not a function', true],
  ['ReplyError', 'LOADING Redis is loading the dataset in memory', false],
  ['ReplyError', "READONLY You can't write against a read only replica. script: 1, on @user_script:1.", false],
  ['ReplyError', "OOM command not allowed when used memory > 'maxmemory'.", false],
  ['ReplyError', 'ERR Error running script (call to f_1): @user_script: 1: -OOM command not allowed when …', false],
  ['ReplyError', 'NOREPLICAS Not enough good replicas to write.', false],
  ['Error', 'Command timed out', false],
  ['Error', "Stream isn't writeable and enableOfflineQueue options is false", false],
])('%s "%s": a fault of ours is %s', (name, message, isOurs) => {
  expect(isOurFault(fault(name, message))).toBe(isOurs);
});
