import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { writeDemoAccess } from './demo-access.js';

let folder: string;
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'px-access-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('access to the demo', () => {
  it('stands in a file that its owner alone may read, also where an open one was', () => {
    const file = join(folder, 'own', 'demo.env');
    writeDemoAccess('http://127.0.0.1:1', 'old', file);
    rmSync(file);
    writeFileSync(file, 'old', { mode: 0o666 });
    const access = writeDemoAccess('http://127.0.0.1:3000', 'a.b.c', file);
    expect(readFileSync(file, 'utf8')).toBe('export PROXIMA_URL=http://127.0.0.1:3000\nexport PROXIMA_TOKEN=a.b.c\n');
    expect(statSync(file).mode & 0o777).toBe(0o600);
    access!.remove();
    expect(existsSync(file)).toBe(false);
    expect(() => access!.remove()).not.toThrow();
  });

  it('of another demo is left alone', () => {
    const file = join(folder, 'demo.env');
    const first = writeDemoAccess('http://127.0.0.1:3000', 'first', file);
    const second = writeDemoAccess('http://127.0.0.1:3001', 'second', file);
    first!.remove();
    expect(readFileSync(file, 'utf8')).toContain('second');
    second!.remove();
  });

  it('is left out where no file can be written', () => {
    const file = join(folder, 'plain');
    writeFileSync(file, '');
    expect(writeDemoAccess('http://127.0.0.1:3000', 'a.b.c', join(file, 'demo.env'))).toBeUndefined();
  });
});
