/** The list of deliberate defects, and the page that says which were noticed: `npm run campaign -- --mutants` tries them. */
import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { EVERYWHERE, MUTANTS } from './mutants.ts';
import { SCENARIOS } from './scenarios/all.ts';

const LEAST = 40;
const LEAST_CAUGHT = 0.95;
const PREDECESSORS = Array.from({ length: 19 }, (_, at) => `P${at + 1}`);

/** Names and verdicts, as the rows of the table have them. */
function rowsOfPage(): readonly (readonly string[])[] {
  const page = readFileSync('docs/mutants.md', 'utf8');
  const lines = page.split('\n').filter((line) => line.startsWith('| '));
  return lines
    .slice(2)
    .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll('\\|', '|')))
    .map((cells) => cells.slice(1, -1));
}

describe('the deliberate defects', () => {
  it('are forty at least, each with a name of its own', () => {
    expect(MUTANTS.length).toBeGreaterThanOrEqual(LEAST);
    expect(new Set(MUTANTS.map(({ name }) => name)).size).toBe(MUTANTS.length);
  });

  it.each(PREDECESSORS)('have one that is %s', (id) => {
    expect(MUTANTS.filter(({ breaks }) => breaks.split(' ').includes(id))).not.toEqual([]);
  });

  it.each(MUTANTS.map((mutant) => [mutant.name, mutant] as const))(
    'change a place that is there exactly once: %s',
    (_name, mutant) => {
      for (const { file, before, after } of [mutant, ...(mutant.also ?? [])]) {
        expect(readFileSync(file, 'utf8').split(before)).toHaveLength(2);
        expect(after).not.toBe(before);
      }
    },
  );

  it('are looked for in stories that there are', () => {
    const known = new Set(SCENARIOS.map(({ name }) => name));
    const pieces = [...EVERYWHERE, ...MUTANTS.flatMap(({ by }) => by)];
    expect(pieces.map(({ scenario }) => scenario).filter((name) => !known.has(name))).toEqual([]);
  });

  it('are those of the page, in their order, with what they break', () => {
    const rows = rowsOfPage().map(([name, breaks]) => `${name ?? ''} [${breaks ?? ''}]`);
    expect(rows).toEqual(MUTANTS.map(({ name, breaks }) => `${name} [${breaks}]`));
  });

  it('are noticed by an invariant, ninety-five of a hundred, and the others are explained', () => {
    const verdicts = rowsOfPage().map(([, , verdict]) => verdict ?? '');
    const caught = verdicts.filter((verdict) => /^[IRS]\d+ /.test(verdict));
    expect(caught.length / verdicts.length).toBeGreaterThanOrEqual(LEAST_CAUGHT);
    const others = verdicts.filter((verdict) => !caught.includes(verdict));
    expect(others.filter((verdict) => !/^equivalent: .{20}/.test(verdict))).toEqual([]);
  });
});
