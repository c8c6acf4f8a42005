import type { IncomingMessage } from 'node:http';
import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { addressOf } from './address.js';
import { limitsFile } from './limits.schema.js';

it('the shipped file says what holds when there is none', () => {
  expect(limitsFile.parse(parse(readFileSync('config/limits.yaml', 'utf8')))).toEqual(limitsFile.parse({}));
});

it('a number alone may be changed; a name that is none is refused', () => {
  const { http, messages } = limitsFile.parse({ http: { device: { burst: 7 } } });
  expect(http.device).toEqual({ perSecond: 20, burst: 7 });
  expect(messages.other.socket.burst).toBe(100);
  expect(limitsFile.safeParse({ http: { devices: {} } }).success).toBe(false);
  expect(limitsFile.safeParse({ http: { device: { perSecond: 0 } } }).success).toBe(false);
});

it.each([
  [0, '1.1.1.1', '9.9.9.9'],
  [1, '1.1.1.1, 2.2.2.2', '2.2.2.2'],
  [2, 'spoofed, 1.1.1.1,2.2.2.2', '1.1.1.1'],
  [2, '2.2.2.2', '9.9.9.9'],
  [1, undefined, '9.9.9.9'],
  [1, '', '9.9.9.9'],
])('behind %d proxies with X-Forwarded-For %j the address is %s', (proxies, forwarded, address) => {
  const request = { headers: { 'x-forwarded-for': forwarded }, socket: { remoteAddress: '9.9.9.9' } };
  expect(addressOf(request as unknown as IncomingMessage, proxies)).toBe(address);
});
