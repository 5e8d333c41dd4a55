/** Names that would lead somewhere else, as files and as tickers. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { readInput, readReportInput } from '../../../src/adapters/files/read-input.ts';
import { parseReportName } from '../../../src/contracts/earnings-report.ts';
import { parseTicker } from '../../../src/domain/ticker.ts';

const NAME = 'earnings_trade_candidates_2015-10-23.json';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'names-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const refusal = expect.objectContaining({ outcome: 'input-refused' }) as Error;

describe('a hostile name', () => {
  it.each([
    '../AMZN',
    '..',
    'A/B',
    'A\\B',
    'AMZN\u0000',
    'AMZN\n',
    ' AMZN',
    'АMZN',
    '%2e%2e',
    '__proto__',
    '=A',
    'AMZN.csv',
    'TOOLONG',
  ])('is no ticker: %j [S5]', (text) => {
    expect(parseTicker(text)).toBeUndefined();
  });

  it.each([
    `../${NAME}`,
    `x/${NAME}`,
    `${NAME}/..`,
    `${NAME}\u0000`,
    `${NAME}\n`,
    'earnings_trade_candidates_2015-13-45.json',
    'earnings_trade_candidates_2015-10-23.json.exe',
  ])('is no report: %j [S5]', (name) => {
    expect(parseReportName(name)).toBeUndefined();
  });

  it('is refused as a report, and what it points at stays unread [S5]', () => {
    const elsewhere = join(folder, 'passwords');
    writeFileSync(elsewhere, 'secret');
    const report = join(folder, NAME);
    symlinkSync(elsewhere, report);
    expect(() => readReportInput(report)).toThrow(refusal);
    expect(() => readReportInput(elsewhere)).toThrow(refusal);
  });

  it('of a twin that is a link is refused with its report [S5]', () => {
    const report = join(folder, 'earnings_trade_analysis_2015-10-23.html');
    writeFileSync(report, '<html></html>');
    writeFileSync(join(folder, 'passwords'), 'secret');
    symlinkSync(join(folder, 'passwords'), join(folder, NAME));
    expect(() => readReportInput(report)).toThrow(refusal);
  });

  it('of a folder, a device or nothing is refused unread [F51] [S5]', () => {
    mkdirSync(join(folder, 'deep'));
    for (const path of [join(folder, 'deep'), '/dev/zero', join(folder, 'none')])
      expect(() => readInput(path, 'signal file')).toThrow(refusal);
  });
});
