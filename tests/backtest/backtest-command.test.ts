import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { parseConfig } from '../../src/contracts/config.ts';
import { checkManifest } from '../../src/contracts/run-manifest.ts';
import { runBacktestInProcess } from '../support/backtest-in-process.ts';
import { backtestFolder, jsonReport, priceCsv, type BacktestFolder } from './backtest-folder.ts';

let folder: BacktestFolder;
beforeEach(() => {
  folder = backtestFolder();
});
afterEach(() => {
  folder.remove();
});

const REPORT = 'reports/earnings_trade_candidates_2015-10-23.json';

function writeMarket(): void {
  folder.write(
    'prices/AMZN.csv',
    priceCsv('2014-06-02', '2016-03-31', () => 100),
  );
  folder.write(
    'prices/MSFT.csv',
    priceCsv('2014-06-02', '2016-03-31', (date) => (date < '2015-11-09' ? 50 : 40)),
  );
  folder.write(
    REPORT,
    jsonReport(
      '2015-10-23',
      { ticker: 'AMZN' },
      { ticker: 'MSFT', price: 50, company_name: '=cmd|x' },
    ),
  );
}

const run = (...more: readonly string[]) =>
  runBacktestInProcess(
    ...['--reports-dir', folder.path('reports'), '--prices', folder.path('prices')],
    ...['--output-dir', folder.path('out'), ...more],
  );

describe('the backtest command', () => {
  it('writes trades in the order they close, with the prices of the bars', async () => {
    writeMarket();
    const ran = await run('--max-positions', '20');
    expect(ran.code, ran.err).toBe(0);
    // MSFT falls to 40 on Monday 2015-11-09, below the stop at 45: it opens through it, 40 × 0.995 = 39.80.
    // 10,000 ÷ 50 = 200 shares; 200 × (39.80 − 50) = −2,040.
    expect(folder.rows('out/trades.csv')).toMatchObject([
      {
        ticker: 'MSFT',
        entry_date: '2015-10-23',
        exit_date: '2015-11-09',
        exit_price: '39.8',
        shares: '200',
        pnl: '-2040',
        return_pct: '-20.4',
        holding_days: '17',
        exit_reason: 'stop_loss',
      },
      { ticker: 'AMZN', exit_date: '2016-03-31', exit_price: '100', exit_reason: 'end_of_data' },
    ]);
    expect(folder.rows('out/equity.csv').at(-1)).toMatchObject({
      date: '2016-03-31',
      equity: '197960.00',
    });
    expect(ran.out).toContain('−$2,040.00');
  });

  it('lets no cell become a formula', async () => {
    writeMarket();
    await run();
    expect(folder.read('out/trades.csv')).toContain(`"'=cmd|x"`);
  });

  it('writes a manifest that live accepts when the rules agree, and refuses when not', async () => {
    writeMarket();
    await run('--max-positions', '20');
    const live = parseConfig({});
    if (live.kind === 'refused') throw new Error('the defaults are refused');
    const check = () => checkManifest(folder.read('out/run_manifest.json'), live.config.trading);
    expect(check()).toEqual({ kind: 'equal' });
    await run('--max-positions', '10', '--max-holding', '30');
    expect(check()).toMatchObject({
      kind: 'different',
      differences: [
        { field: 'max_holding', backtest: '30' },
        { field: 'max_positions', backtest: '10' },
      ],
    });
  });

  it('gives the same bytes for the same inputs', async () => {
    writeMarket();
    await run('--max-positions', '20');
    const first = folder.read('out/run_manifest.json');
    await run('--max-positions', '20');
    expect(folder.read('out/run_manifest.json')).toBe(first);
  });

  it('takes options from a YAML file, and the command line before it', async () => {
    writeMarket();
    folder.write('b.yaml', 'max_holding: 5\nposition_size: 5000\nrotation: false\n');
    await run('--config', folder.path('b.yaml'), '--disable-max-holding', '--json');
    const { config } = JSON.parse(folder.read('out/run_manifest.json')) as { config: object };
    expect(config).toMatchObject({ max_holding: null, position_size: 5000, rotation: false });
  });

  it('prints one JSON document', async () => {
    writeMarket();
    const ran = await run('--json');
    expect(JSON.parse(ran.out)).toMatchObject({
      outcome: 'done',
      exit_code: 0,
      counts: { candidates: 2, trades: 2 },
      metrics: { trades: 2, total_pnl: -2040 },
    });
  });

  it('enters nothing on which the two forms of a report differ', async () => {
    writeMarket();
    const card =
      '<article><h2>$MSFT</h2><p>Score: 75/100</p><p>Grade: B</p><p>Price: $58.00</p></article>';
    folder.write(
      'reports/earnings_trade_analysis_2015-10-23.html',
      `<html><body><h1>2015-10-23</h1>${card}${card.replace('MSFT', 'AMZN').replace('58.00', '100.00')}</body></html>`,
    );
    const ran = await run('--max-positions', '20');
    expect(ran.code, ran.err).toBe(0);
    expect(folder.rows('out/trades.csv').map(({ ticker }) => ticker)).toEqual(['AMZN']);
    expect(folder.rows('out/skipped.csv')).toMatchObject([
      { ticker: 'MSFT', skip_reason: 'twin_mismatch' },
    ]);
  });
});

describe('the HTML report', () => {
  it('stands beside the other results, and is written before the manifest vouches for it', async () => {
    writeMarket();
    const ran = await run('--max-positions', '20');
    const wrote = ran.out.split('\n').filter((line) => line.startsWith('wrote '));
    expect(wrote.map((line) => line.replace(/.*\//, ''))).toEqual([
      'trades.csv',
      'skipped.csv',
      'equity.csv',
      'report.html',
      'run_manifest.json',
    ]);
    expect(folder.read('out/report.html')).toMatch(/^<!doctype html>\n<html lang="en">/);
  });

  it('is left out on request, and that of an earlier run goes', async () => {
    writeMarket();
    await run();
    const ran = await run('--no-html-report');
    expect(ran.code, ran.err).toBe(0);
    expect(() => folder.read('out/report.html')).toThrow('ENOENT');
  });

  it('holds the equity against a benchmark that changes no result', async () => {
    writeMarket();
    // Prices that go on longer than those of the stocks would move the end of the data.
    folder.write(
      'prices/SPY.csv',
      priceCsv('2014-06-02', '2016-12-30', (date) => (date < '2016-01-04' ? 200 : 220)),
    );
    await run('--max-positions', '20');
    const results = () => ['trades.csv', 'equity.csv'].map((name) => folder.read(`out/${name}`));
    const alone = results();
    const ran = await run('--max-positions', '20', '--benchmark', 'SPY');
    expect(ran.code, ran.err).toBe(0);
    expect(results()).toEqual(alone);
    // 200 → 220 is 10 % of the 200,000 dollars.
    expect(folder.read('out/report.html')).toMatch(
      /SPY, held<\/th>.*?Return<\/th><td class="number">−1\.02 %<\/td><td class="number">\+10\.00 %/,
    );
  });

  it('goes without a benchmark that has no prices, and says so', async () => {
    writeMarket();
    const ran = await run('--benchmark', 'SPY');
    expect(ran.code, ran.err).toBe(0);
    expect(ran.out).toContain('SPY has no prices in the time of the run: there is no benchmark');
    expect(ran.out).not.toContain('NO_PRICE_FILE');
    expect((await run('--benchmark', '../x')).code).toBe(2);
  });
});

describe('bad input', () => {
  it('without any candidate is refused', async () => {
    folder.write(
      'prices/AMZN.csv',
      priceCsv('2015-01-02', '2015-12-31', () => 100),
    );
    folder.write('reports/readme.txt', '');
    const ran = await run();
    expect(ran.code).toBe(5);
    expect(ran.err).toContain('holds no earnings report');
  });

  it('without any price file is refused', async () => {
    folder.write(REPORT, jsonReport('2015-10-23', { ticker: 'AMZN' }));
    const ran = await run();
    expect(ran.code).toBe(5);
    expect(ran.err).toContain('holds no price file');
  });

  it('without the prices of any candidate is refused', async () => {
    folder.write(
      'prices/TSLA.csv',
      priceCsv('2015-01-02', '2015-12-31', () => 100),
    );
    folder.write(REPORT, jsonReport('2015-10-23', { ticker: 'AMZN' }));
    const ran = await run();
    expect(ran.code).toBe(5);
    expect(ran.err).toContain('no prices of any of the 1 stocks');
  });

  it('in one price file among others is told by file and line, and the others go on', async () => {
    writeMarket();
    folder.write('prices/MSFT.csv', 'date,open\n2015-10-23,\u0000\n');
    const ran = await run();
    expect(ran.code, ran.err).toBe(0);
    expect(ran.out).toContain('MSFT.csv');
    expect(folder.rows('out/trades.csv').map(({ ticker }) => ticker)).toEqual(['AMZN']);
    expect(folder.rows('out/skipped.csv')).toMatchObject([
      { ticker: 'MSFT', skip_reason: 'no_price_data' },
    ]);
  });

  it('in one row is told by file and line, and the row is left out', async () => {
    writeMarket();
    const text = priceCsv('2014-06-02', '2016-03-31', () => 100);
    const line = text.slice(0, text.indexOf('2015-10-26')).split('\n').length;
    folder.write('prices/AMZN.csv', text.replace(/^2015-10-26,100/m, '2015-10-26,NaN'));
    const ran = await run();
    expect(ran.code).toBe(0);
    expect(ran.out).toContain(`AMZN.csv line ${line}`);
    expect(folder.rows('out/trades.csv')).toHaveLength(2);
  });

  it('of NaN in a list of candidates is refused with its line', async () => {
    writeMarket();
    folder.write(
      'c.json',
      '[\n  {"ticker": "AMZN", "report_date": "2015-10-23", "grade": "A",\n   "score": NaN}\n]',
    );
    const ran = await runBacktestInProcess(
      ...['--candidates', folder.path('c.json'), '--prices', folder.path('prices')],
      ...['--output-dir', folder.path('out')],
    );
    expect(ran.code).toBe(5);
    expect(ran.err).toContain('c.json: line 3: NaN is no number');
  });

  it('of a report from after the data enters nothing, and says so', async () => {
    writeMarket();
    folder.write(
      'reports/earnings_trade_candidates_2019-05-02.json',
      jsonReport('2019-05-02', { ticker: 'AMZN' }),
    );
    const ran = await run('--max-positions', '20');
    expect(ran.code).toBe(0);
    expect(ran.out).toContain(
      'the prices end on 2016-03-31: the candidates of 2019-05-02 are not entered',
    );
    expect(folder.rows('out/skipped.csv')).toMatchObject([
      { ticker: 'AMZN', report_date: '2019-05-02', skip_reason: 'no_price_data' },
    ]);
  });

  it('on the command line is refused before anything is read', async () => {
    await expect(run('--slippage', '12abc')).rejects.toThrow('it is no number');
    const ran = await run('--position-size', '-5');
    expect(ran.code).toBe(2);
    expect(ran.err).toContain('position_size');
    const both = await run('--candidates', 'x.json');
    expect(both.code).toBe(2);
  });

  it('in the YAML file is refused: unknown keys are errors', async () => {
    folder.write('b.yaml', 'max_holdings: 5\n');
    const ran = await run('--config', folder.path('b.yaml'));
    expect(ran.code).toBe(2);
    expect(ran.err).toContain('max_holdings');
  });
});
