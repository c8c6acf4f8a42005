import { describe, expect, it } from '@jest/globals';
import { tellFault } from './told-fault.js';

function caught(work: () => unknown): Error {
  try {
    work();
  } catch (error) {
    return error as Error;
  }
  throw new Error('nothing was thrown');
}

describe('a fault as it may stand in a log', () => {
  it.each<[string, () => unknown, string]>([
    ['a parser that quotes', () => JSON.parse('the secret of ann'), 'SyntaxError'],
    ['a property of a text', () => Object.assign('the secret of ann', { x: 1 }) && failIn('secret'), 'TypeError'],
    [
      'a message that looks like frames',
      () => {
        throw new RangeError('bad\n    at secret (secret.ts:1:1)\n    at secret');
      },
      'RangeError',
    ],
  ])('%s: kind and place without the words', (_name, work, type) => {
    const told = tellFault(caught(work));
    expect(told.type).toBe(type);
    expect(told.frames).toMatch(/^at /);
    expect(JSON.stringify(told)).not.toContain('secret');
  });

  it('an error of Redis: its first word and the command, without the arguments', () => {
    const error = Object.assign(new Error('WRONGTYPE Operation against px:{default:ann}'), {
      name: 'ReplyError',
      command: { name: 'get', args: ['px:{default:ann}:profile'] },
    });
    const told = tellFault(error);
    expect(told).toMatchObject({ type: 'ReplyError', reply: 'WRONGTYPE', command: 'get' });
    expect(JSON.stringify(told)).not.toContain('ann');
  });

  it('an error of the system: its code, without the path', () => {
    const error = Object.assign(new Error('ENOENT: no such file, open /home/ann'), {
      code: 'ENOENT',
      path: '/home/ann',
    });
    expect(JSON.stringify(tellFault(error))).not.toContain('/home/ann');
    expect(tellFault(error).code).toBe('ENOENT');
  });

  it('what is no error at all: its type', () => {
    expect(tellFault('the secret')).toEqual({ type: 'string', frames: '' });
  });
});

function failIn(key: string): boolean {
  return key in ('the secret of ann' as unknown as object);
}
