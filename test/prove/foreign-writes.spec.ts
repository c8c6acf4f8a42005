import { expect, it } from '@jest/globals';
import { findForeignWrites } from './foreign-writes.js';

const changed = [
  '/root/.npm/_cacache/x',
  '/root/.npmrc',
  '/root/.proxima/state',
  '/usr/bin/redis-server',
  '/usr/lib/systemd/system/redis.service',
  '/usr/local/bin/tool',
  '/var/lib/dpkg/status',
  '/var/lib/redis',
  '/etc/passwd',
  '/etc/hosts',
];

it('lets packages write where packages write, and npm into its cache', () => {
  const packages = {
    packages: ['redis-server'],
    packageFiles: new Set(['/usr/bin/redis-server', '/lib/systemd/system/redis.service']),
  };
  expect(findForeignWrites(changed, { home: '/root', ...packages })).toEqual([
    '/root/.npmrc',
    '/root/.proxima/state',
    '/usr/local/bin/tool',
    '/etc/hosts',
  ]);
});

it('lets nobody write there when no package was installed', () => {
  const none = { packages: [], packageFiles: new Set<string>() };
  expect(findForeignWrites(changed, { home: '/root', ...none })).toEqual(changed.slice(1));
});
