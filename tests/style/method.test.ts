import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { missingTests, readIfThere, testsNamedIn, withoutTest } from './method.ts';

const method = readFileSync('docs/method.md', 'utf8');

describe('the method of the backtest', () => {
  it('names for every assumption a test that exists', () => {
    expect(testsNamedIn(method).length).toBeGreaterThan(80);
    expect(missingTests(method, readIfThere)).toEqual([]);
  });

  it('makes no assumption without a test', () => {
    expect(withoutTest(method)).toEqual([]);
  });
});

describe('the reading of such a document', () => {
  const source = `it('holds water', () => {});\nit.each([\n  [1],\n])('takes %d', () => {});`;
  const of = (...named: readonly string[]): string =>
    named.map((one) => `- **A claim.**\n  \`tests/x.test.ts › ${one}\``).join('\n');

  it('finds a planted title that no test has, and a file that is not there', () => {
    expect(missingTests(of('holds water', 'takes %d'), () => source)).toEqual([]);
    expect(missingTests(of('holds'), () => source)).toHaveLength(1);
    expect(missingTests(of('holds fire'), () => source)).toHaveLength(1);
    expect(missingTests(of('holds water'), () => undefined)).toHaveLength(1);
  });

  it('finds a planted claim that names no test', () => {
    expect(withoutTest(`${of('holds water')}\n- **Another claim.**\n`)).toEqual([
      '- **Another claim.**\n',
    ]);
  });
});
