import { describe, expect, it } from '@jest/globals';
import { withRow } from './evidence.js';

const row = (name: string, figure: unknown = { n: 1 }) => ({
  name,
  date: '2026-11-21 23:00',
  holds: true,
  figure,
  commit: 'abc',
});

describe('withRow', () => {
  it('begins the page', () => {
    const page = withRow('', row('caps'));
    expect(page).toContain('|---|---|---|---|---|\n| caps | 2026-11-21 23:00 | yes | `{"n":1}` | abc |\n');
    expect(page.startsWith('# Evidence\n')).toBe(true);
  });

  it('appends a new name and replaces a known one, and leaves the rest of the page', () => {
    const page = `${withRow(withRow('', row('caps')), row('replay'))}\nMore words.\n`;
    const again = withRow(page, { ...row('caps', { n: 2 }), holds: false });
    const rows = again.split('\n').filter((line) => /^\| (caps|replay) /.test(line));
    expect(rows).toEqual([
      '| caps | 2026-11-21 23:00 | no | `{"n":2}` | abc |',
      '| replay | 2026-11-21 23:00 | yes | `{"n":1}` | abc |',
    ]);
    expect(again.endsWith('\nMore words.\n')).toBe(true);
  });

  it('keeps the table whole whatever the figure holds', () => {
    expect(withRow('', row('x', { reason: 'a|b\n`c`' }))).toContain('`{"reason":"a\\|b\\n\'c\'"}`');
  });
});
