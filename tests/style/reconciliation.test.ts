import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { CAUSES } from '../../src/rules/reconcile-causes.ts';
import { missingTests, readIfThere, tableRows, testsNamedIn } from './method.ts';

const page = readFileSync('docs/reconciliation.md', 'utf8');

const rows = tableRows(page);

describe('the table of causes', () => {
  it('has a row for every cause of the program, and no other', () => {
    const named = rows.map(([cause = '']) => cause.replaceAll('`', ''));
    expect([...named].sort()).toEqual(Object.keys(CAUSES).sort());
  });

  it('says of each how it is recognised, what happens and what the operator does', () => {
    expect(rows.filter((cells) => cells.length !== 5 || cells.includes(''))).toEqual([]);
  });

  it('names for each a test that exists and that names the cause', () => {
    const wrong = rows.filter(([cause = '', , , , test = '']) => {
      const titles = testsNamedIn(test).map(({ title }) => title);
      return !titles.some((title) => title.startsWith(`${cause.replaceAll('`', '')}: `));
    });
    expect(wrong.map(([cause]) => cause)).toEqual([]);
    expect(missingTests(page, readIfThere)).toEqual([]);
  });
});
