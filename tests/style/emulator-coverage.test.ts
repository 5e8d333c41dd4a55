import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { FAULT_KINDS } from '../../src/contracts/fault-schedule.ts';
import { DEFAULT_BEHAVIOUR } from '../../src/paper-broker/paper-state.ts';
import { missingTests, readIfThere, tableRows, testsNamedIn } from './method.ts';

const page = readFileSync('docs/emulator.md', 'utf8');

/** What a fault schedule sets instead. */
const MARKET = [
  'partial_fill_chance',
  'cancel_dwell',
  'cancel_dwell_by_symbol',
  'halted_symbols',
  'untradable_symbols',
  'rejected_symbols',
];

function rowsUnder(heading: string): readonly (readonly string[])[] {
  const [, below = ''] = page.split(`\n### ${heading}\n`);
  const [table = ''] = below.split(/\n#/);
  return tableRows(table);
}

describe('the coverage table of the emulator', () => {
  const rows = [...rowsUnder('Refusals'), ...rowsUnder('Behaviours')];

  it('names for every row a test that exists', () => {
    expect(rows.length).toBeGreaterThan(75);
    expect(rows.filter((cells) => testsNamedIn(cells[3] ?? '').length === 0)).toEqual([]);
    expect(missingTests(page, readIfThere)).toEqual([]);
  });

  it('gives every row a source and a grade', () => {
    const wrong = rows.filter(
      ([what = '', source = '', grade = '', ...rest]) =>
        what === '' || source === '' || !/^[DMRI](, [DMRI])*$/.test(grade) || rest.length !== 1,
    );
    expect(wrong).toEqual([]);
  });

  it('names every kind of fault', () => {
    const missing = FAULT_KINDS.filter((kind) => !page.includes(`\`${kind}\``));
    expect(FAULT_KINDS.length).toBeGreaterThan(15);
    expect(missing).toEqual([]);
  });

  it('says the default of every choice where Alpaca is silent', () => {
    const chosen = [...page.matchAll(/^\| (`[a-z_`, ]+`) +\| ([a-z0-9-]+),/gm)].flatMap(
      ([, keys = '', first = '']) =>
        [...keys.matchAll(/`([a-z_]+)`/g)].map(([, key = '']) => [key, first] as const),
    );
    const defaults = new Map(
      Object.entries(DEFAULT_BEHAVIOUR).map(([key, value]) => [snake(key), JSON.stringify(value)]),
    );
    const choices = [...defaults.keys()].filter((key) => !MARKET.includes(key));
    expect(chosen.map(([key]) => key).sort()).toEqual(choices.sort());
    expect(
      chosen.filter(([key, first]) => defaults.get(key)?.replaceAll('"', '') !== first),
    ).toEqual([]);
  });
});

function snake(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
