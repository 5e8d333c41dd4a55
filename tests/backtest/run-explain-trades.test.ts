import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { explainTrades } from '../../backtest/run-explain-trades.ts';
import type { Explanation } from '../../src/domain/explanation.ts';
import { runBacktestInProcess } from '../support/backtest-in-process.ts';
import { backtestFolder, jsonReport, priceCsv, type BacktestFolder } from './backtest-folder.ts';

const FROM = '2015-01-02';
const TO = '2015-12-31';
const MONDAY = '2015-06-01';

let folder: BacktestFolder;

/** WEAK is bought at 100 on Monday 1 June, holds, and closes below its average on Friday 12 June. */
beforeAll(async () => {
  folder = backtestFolder();
  folder.write(
    'prices/WEAK.csv',
    priceCsv(FROM, TO, (date) => (date < '2015-06-12' ? 100 : 95)),
  );
  folder.write(
    'prices/FIRM.csv',
    priceCsv(FROM, TO, (date) => (date < '2015-06-03' ? 50 : 60)),
  );
  folder.write(
    `reports/earnings_trade_candidates_${MONDAY}.json`,
    jsonReport(MONDAY, { ticker: 'WEAK', score: 80 }),
  );
  folder.write(
    'reports/earnings_trade_candidates_2015-06-03.json',
    jsonReport('2015-06-03', { ticker: 'FIRM', score: 70, price: 60 }),
  );
  const { code } = await runBacktestInProcess(
    ...['--reports-dir', folder.path('reports'), '--prices', folder.path('prices')],
    ...['--output-dir', folder.path('out'), '--max-positions', '1'],
    ...['--trailing-transition-weeks', '1'],
  );
  expect(code).toBe(0);
});

afterAll(() => {
  folder.remove();
});

function factsOf({ sections }: Explanation): Record<string, unknown> {
  return Object.fromEntries(
    sections.flatMap(({ title, facts }) =>
      facts.map(({ name, value }) => [`${title} / ${name}`, value]),
    ),
  );
}

async function explained(ticker: string, date?: string): Promise<Explanation> {
  const run = folder.path('out');
  const [first] = await explainTrades({ run, ticker, ...(date !== undefined && { date }) });
  if (first === undefined) throw new Error('nothing was explained');
  return first;
}

describe('what is explained of a backtest', () => {
  it('a trade: size, stop, the weeks it lived through, and the fill of its end', async () => {
    const trade = await explained('WEAK', '2015-06-05');
    expect(factsOf(trade)).toMatchObject({
      [`candidate of the report of ${MONDAY} / score`]: 80,
      [`entry on ${MONDAY} / fill`]: 100,
      [`entry on ${MONDAY} / shares`]: 100,
      [`entry on ${MONDAY} / stop`]: 90,
      'exit on 2015-06-15: trend_break / open': 95,
      // 95 less 0.5 %, and 100 × (94.525 − 100).
      'exit on 2015-06-15: trend_break / fill': 94.525,
      'exit on 2015-06-15: trend_break / P&L': -547.5,
    });
    const weeks = trade.sections.find((section) => section.weeks !== undefined)?.weeks ?? [];
    expect(
      weeks.map(({ weekEnding, close, completedWeeks, verdict }) => [
        weekEnding,
        close,
        completedWeeks,
        verdict,
      ]),
    ).toEqual([
      ['2015-06-05', 100, 0, 'in_transition'],
      ['2015-06-12', 95, 1, 'exit'],
    ]);
    // Weeks at 100, then one at 95.
    expect(weeks[1]?.indicator).toBeCloseTo((95 * 2 + 100 * 9) / 11, 9);
  });

  it('a skip: who held the room that morning, and at which profit or loss', async () => {
    const skip = await explained('FIRM');
    expect(factsOf(skip)).toMatchObject({
      'decision: skip on 2015-06-03 / skipped': 'capacity_full',
      'decision: skip on 2015-06-03 / held that morning': 1,
      'decision: skip on 2015-06-03 / weakest position': 'none',
      'decision: skip on 2015-06-03 / holds a place: WEAK': 0,
    });
  });
});

describe('what cannot be explained of a backtest', () => {
  it.each([
    ['a stock it never met', { ticker: 'ZZZ' }, 'neither traded nor skipped ZZZ'],
    [
      'a folder without a manifest',
      { ticker: 'WEAK', run: 'nowhere' },
      'nowhere/run_manifest.json',
    ],
  ])('%s is refused', async (_name, request, says) => {
    await expect(explainTrades({ run: folder.path('out'), ...request })).rejects.toThrow(says);
  });

  it('a run whose prices have changed since is refused, with both hashes', async () => {
    const text = folder.read('prices/FIRM.csv');
    folder.write('prices/FIRM.csv', `${text}\n`);
    try {
      const run = folder.path('out');
      await expect(explainTrades({ run, ticker: 'WEAK' })).rejects.toThrow(
        /^prices in .* are not those of .*: sha256 [0-9a-f]{64} now, [0-9a-f]{64} then$/,
      );
    } finally {
      folder.write('prices/FIRM.csv', text);
    }
    expect(await explained('WEAK')).toMatchObject({ book: 'backtest' });
  });
});
