/** What is wrong with the input is told by file and line. The rest goes on where that is honest; else the code is 5. */
import { mkdirSync, symlinkSync } from 'node:fs';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { runBacktestInProcess } from '../support/backtest-in-process.ts';
import { backtestFolder, jsonReport, priceCsv, type BacktestFolder } from './backtest-folder.ts';

let folder: BacktestFolder;
beforeEach(() => {
  folder = backtestFolder();
});
afterEach(() => {
  folder.remove();
});

const CSV = priceCsv('2014-06-02', '2016-03-31', () => 100);
const REPORT = 'reports/earnings_trade_candidates_2015-10-23.json';
const PROFILES = ['default', 'reference'] as const;
/** The row of the Monday after the report, and its line in the file. */
const MONDAY = '2015-10-26,100,101,99,100,1000';
const LINE = CSV.slice(0, CSV.indexOf(MONDAY)).split('\n').length;

async function run(profile: (typeof PROFILES)[number], ...more: readonly string[]) {
  const ran = await runBacktestInProcess(
    ...['--reports-dir', folder.path('reports'), '--prices', folder.path('prices')],
    ...['--output-dir', folder.path('out'), '--profile', profile, '--json', ...more],
  );
  const told = JSON.parse(ran.out) as {
    readonly error?: string;
    readonly findings?: readonly { readonly message: string }[];
  };
  return { code: ran.code, error: told.error, said: (told.findings ?? []).map((f) => f.message) };
}

const traded = (): (string | undefined)[] =>
  folder.rows('out/trades.csv').map(({ ticker }) => ticker);

/** AMZN is sound, BAD is not. */
function writeMarket(bad: string): void {
  folder.write('prices/AMZN.csv', CSV);
  folder.write('prices/BAD.csv', bad);
  folder.write(REPORT, jsonReport('2015-10-23', { ticker: 'AMZN' }, { ticker: 'BAD' }));
}

/** Every byte there is, in an order that is no text. */
const BYTES = Array.from({ length: 4_000 }, (_, at) => (at * 197) % 256);

const swapped = (text: string): string => {
  const lines = text.split('\n');
  const [one = '', two = ''] = lines.splice(LINE - 1, 2);
  lines.splice(LINE - 1, 0, two, one);
  return lines.join('\n');
};

describe.each(PROFILES)('in the %s profile', (profile) => {
  it.each([
    ['dates out of order', swapped(CSV), LINE + 1, /2015-10-26 comes after 2015-10-27/],
    [
      'a date twice',
      CSV.replace(MONDAY, `${MONDAY}\n${MONDAY}`),
      LINE + 1,
      /2015-10-26 (occurs twice|comes after 2015-10-26)/,
    ],
    [
      'NaN',
      CSV.replace(MONDAY, MONDAY.replace('100', 'NaN')),
      LINE,
      /2015-10-26: .*(NaN|no number)/,
    ],
    [
      'a price below zero',
      CSV.replace(MONDAY, MONDAY.replace('100', '-100')),
      LINE,
      /2015-10-26: /,
    ],
    [
      'a number with a tail',
      CSV.replace(MONDAY, MONDAY.replace('100', '12abc')),
      LINE,
      /2015-10-26: /,
    ],
    [
      'a date that does not exist',
      CSV.replace(MONDAY, MONDAY.replace('10-26', '02-30')),
      LINE,
      /2015-02-30"? is no date/,
    ],
  ])(
    '%s is told by file and line, the row is left out, and both stocks are traded',
    async (_, bad, line, says) => {
      writeMarket(bad);
      const { code, said } = await run(profile);
      expect(code).toBe(0);
      const [message] = said.filter((one) => one.startsWith(`BAD.csv line ${line}: `));
      expect(message, said.join('\n')).toMatch(says);
      expect(message).toContain('the row is left out');
      expect(traded()).toEqual(['AMZN', 'BAD']);
      expect(folder.rows('out/trades.csv').map((row) => row['exit_date'])).toEqual([
        '2016-03-31',
        '2016-03-31',
      ]);
    },
  );

  it.each([
    ['an empty file', '', 'BAD.csv'],
    ['a file without its columns', CSV.replace('close', 'last'), 'BAD.csv'],
    ['a file of bytes that are no text', String.fromCharCode(...BYTES), 'BAD.csv'],
    ['a header without a row', 'date,open,high,low,close,volume\n', 'has no prices of BAD'],
  ])('%s is named, and the other stock is traded', async (_, bad, says) => {
    writeMarket(bad);
    const { code, said } = await run(profile);
    expect(code).toBe(0);
    expect(said.join('\n')).toContain(says);
    expect(traded()).toEqual(['AMZN']);
    expect(folder.rows('out/skipped.csv')).toMatchObject([
      { ticker: 'BAD', skip_reason: 'no_price_data' },
    ]);
  });

  it('one corrupt file among 500 is named, and the 499 others are traded', async () => {
    const short = priceCsv('2015-10-01', '2015-11-06', () => 100);
    const names = Array.from({ length: 500 }, (_, at) => {
      const letter = (digit: number): string => String.fromCharCode(65 + digit);
      return `T${letter(Math.floor(at / 26))}${letter(at % 26)}`;
    });
    const corrupt = names[321] ?? '';
    for (const name of names)
      folder.write(`prices/${name}.csv`, name === corrupt ? '\u0000\u0001' : short);
    folder.write(REPORT, jsonReport('2015-10-23', ...names.map((ticker) => ({ ticker }))));
    const { code, said } = await run(profile);
    expect(code).toBe(0);
    expect(said.filter((one) => one.startsWith(`${corrupt}.csv`))).toHaveLength(1);
    expect(traded().sort()).toEqual(names.filter((name) => name !== corrupt));
  });

  it('a stock without a file is named, whether or not the book tells its candidates as skipped', async () => {
    writeMarket(CSV);
    folder.write(REPORT, jsonReport('2015-10-23', { ticker: 'AMZN' }, { ticker: 'GONE' }));
    for (const book of [[], ['--max-positions', '5']]) {
      const { code, said } = await run(profile, ...book);
      expect(code).toBe(0);
      expect(said.join('\n')).toContain(
        'prices has no prices of GONE: their candidates are not entered',
      );
      expect(traded()).toEqual(['AMZN']);
    }
  });

  it('a report from after the data enters nothing and is told with the end of the data', async () => {
    writeMarket(CSV);
    const name = 'reports/earnings_trade_candidates_2019-05-02.json';
    folder.write(name, jsonReport('2019-05-02', { ticker: 'AMZN' }));
    const { code, said } = await run(profile);
    expect(code).toBe(0);
    expect(said).toContain(
      'the prices end on 2016-03-31: the candidates of 2019-05-02 are not entered',
    );
    expect(traded()).toEqual(['AMZN', 'BAD']);
  });

  it.each([
    [
      'an empty folder of prices',
      () => {
        mkdirSync(folder.path('empty'));
      },
      'empty holds no price file',
    ],
    ['a folder that does not exist', () => undefined, 'empty holds no price file'],
  ])('%s is refused', async (_, make, says) => {
    writeMarket(CSV);
    make();
    const { code, error } = await run(profile, '--prices', folder.path('empty'));
    expect(code).toBe(5);
    expect(error).toContain(says);
    expect(() => folder.read('out/trades.csv')).toThrow('ENOENT');
  });

  it('a file that is neither a folder nor an archive of prices is refused', async () => {
    writeMarket(CSV);
    folder.write('x', 'x');
    const { code, error } = await run(profile, '--prices', folder.path('x'));
    // The reference profile reads no archive at all: there it is wrong usage.
    expect(code).toBe(profile === 'default' ? 5 : 2);
    expect(error).toContain(profile === 'default' ? 'it is no price archive' : 'the archive');
  });

  it('prices of none of the stocks are refused, and nothing is written', async () => {
    writeMarket(CSV);
    folder.write(REPORT, jsonReport('2015-10-23', { ticker: 'GONE' }, { ticker: 'LOST' }));
    const { code, error } = await run(profile);
    expect(code).toBe(5);
    expect(error).toContain('has no prices of any of the 2 stocks');
    expect(() => folder.read('out/trades.csv')).toThrow('ENOENT');
  });
});

describe('reports', () => {
  it.each([
    [
      'an empty folder',
      () => {
        mkdirSync(folder.path('none'));
      },
      'none holds no earnings report',
    ],
    [
      'a file instead of a folder',
      () => {
        folder.write('none', 'x');
      },
      'none is no folder',
    ],
  ])('in %s are refused', async (_, make, says) => {
    writeMarket(CSV);
    make();
    const { code, error } = await run('default', '--reports-dir', folder.path('none'));
    expect(code).toBe(5);
    expect(error).toContain(says);
  });

  it('that cannot be read leave their day out, by name and line, and the others go on', async () => {
    writeMarket(CSV);
    folder.write(
      'reports/earnings_trade_candidates_2015-10-26.json',
      '{"report_date": "2015-10-26",\n "candidates": [\n  {"ticker": "BAD", "price": NaN}]}',
    );
    const { code, said } = await run('default');
    expect(code).toBe(0);
    const [message] = said.filter((one) =>
      one.includes('earnings_trade_candidates_2015-10-26.json'),
    );
    expect(message, said.join('\n')).toContain('line 3: NaN is no number');
    expect(traded()).toEqual(['AMZN', 'BAD']);
  });

  it('that are dated otherwise than their name leave their day out', async () => {
    writeMarket(CSV);
    const name = 'earnings_trade_candidates_2015-10-27.json';
    folder.write(`reports/${name}`, jsonReport('2014-10-27', { ticker: 'BAD' }));
    const { code, said } = await run('default');
    expect(code).toBe(0);
    expect(
      said.some((one) => one.includes(name) && one.includes('its report_date is "2014-10-27"')),
    ).toBe(true);
    expect(folder.rows('out/trades.csv')).toHaveLength(2);
  });

  it('that are links are refused unread', async () => {
    writeMarket(CSV);
    symlinkSync(
      folder.path(REPORT),
      folder.path('reports/earnings_trade_candidates_2015-10-28.json'),
    );
    const { code, error } = await run('default');
    expect(code).toBe(5);
    expect(error).toContain('is a symbolic link');
  });
});

describe('a list of candidates', () => {
  it('with entries that cannot be read leaves those out by their place, and goes on', async () => {
    writeMarket(CSV);
    const good = { ticker: 'AMZN', report_date: '2015-10-23', grade: 'B', score: 75 };
    const rows = [
      good,
      { ...good, ticker: '../etc' },
      { ...good, report_date: '2015-02-30' },
      { ...good, score: 900 },
      { ...good, price: 'many' },
    ];
    folder.write('c.json', JSON.stringify(rows.map((row) => ({ price: 100, ...row }))));
    const ran = await runBacktestInProcess(
      ...['--candidates', folder.path('c.json'), '--prices', folder.path('prices')],
      ...['--output-dir', folder.path('out'), '--json'],
    );
    expect(ran.code).toBe(0);
    for (const place of [2, 3, 4, 5]) expect(ran.out).toContain(`c.json entry ${place}: `);
    expect(traded()).toEqual(['AMZN']);
  });
});
