import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { HOUSE_RULES, offencesIn } from './house-rules.ts';

const files = execFileSync('git', ['ls-files', '-co', '--exclude-standard', '--', '*.ts'], {
  encoding: 'utf8',
})
  .split('\n')
  .filter((path) => path !== '' && !path.startsWith('tests/style/planted/'));

describe('the house rules', () => {
  it('finds no offence in the project', () => {
    const offences = files.flatMap((path) => offencesIn(path, readFileSync(path, 'utf8')));
    expect(offences).toEqual([]);
  });

  it.each([...HOUSE_RULES])('catches a planted offence: $name', (rule) => {
    const place = ['src/rules/x.ts', 'live/x.ts', 'tests/rules/x.test.ts'].find(
      (path) => rule.in.test(path) && rule.except?.test(path) !== true,
    );
    expect(place).toBeDefined();
    const offences = offencesIn(place ?? '', `const fine = 1;\n${rule.planted}\n`);
    expect(offences).toContainEqual({
      rule: rule.name,
      place: `${place ?? ''}:2`,
      says: rule.says,
    });
  });

  it('catches a file whose name says nothing', () => {
    expect(offencesIn('src/rules/utils.ts', '')).toHaveLength(1);
    expect(offencesIn('src/rules/stop-price.ts', '')).toHaveLength(0);
  });
});
