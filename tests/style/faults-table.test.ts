/** The page of rules, faults and invariants says what the tests say, and every id has a test. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

const PAGE = readFileSync('docs/faults.md', 'utf8');

/** Each id of the page with the lines below it. */
function rowsOf(page: string): ReadonlyMap<string, string> {
  const parts = page.split(/^- \*\*([RFIPS]\d{1,2})\*\* /m).slice(1);
  return new Map(
    parts.flatMap((id, index) => (index % 2 === 0 ? [[id, parts[index + 1] ?? ''] as const] : [])),
  );
}

const numbered = (letter: string, last: number, without: readonly number[] = []) =>
  Array.from({ length: last }, (_, index) => index + 1)
    .filter((number) => !without.includes(number))
    .map((number) => `${letter}${number}`);

const ALL = [
  ...numbered('R', 14),
  ...numbered('F', 60),
  ...numbered('I', 20),
  ...numbered('P', 19),
  ...numbered('S', 12, [8, 9, 11]),
];

describe('docs/faults.md', () => {
  it('is what node scripts/faults-table.mjs writes from the titles of the tests', () => {
    expect(() =>
      execFileSync(process.execPath, ['scripts/faults-table.mjs', '--check'], { stdio: 'pipe' }),
    ).not.toThrow();
  });

  it('has a row for every id', () => {
    expect([...rowsOf(PAGE).keys()]).toEqual(ALL);
  });

  it('names a test for every id', () => {
    const untested = [...rowsOf(PAGE)].filter(([, row]) => !/^ {2}- `/m.test(row));
    expect(untested.map(([id]) => id)).toEqual([]);
  });

  it('names tests that exist', () => {
    const named = [...PAGE.matchAll(/^ {2}- `([^`]+)`: (.+)$/gm)];
    expect(named.length).toBeGreaterThan(100);
    const lost = named.filter(([, file = '', title = '']) => {
      const written = title.replaceAll(/\\([*_<>`[\]|])/g, '$1');
      return !readFileSync(file, 'utf8').includes(written);
    });
    expect(lost.map(([line]) => line)).toEqual([]);
  });
});
