import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { runBacktestInProcess } from '../../support/backtest-in-process.ts';
import {
  experimentMarket,
  runExperimentInProcess,
  type ExperimentMarket,
} from './experiment-market.ts';

let market: ExperimentMarket;
beforeEach(() => {
  market = experimentMarket();
});
afterEach(() => {
  market.remove();
});

const run = (name: string, ...more: readonly string[]) =>
  runExperimentInProcess(name, ...market.inputs, '--output-dir', market.path('out'), ...more);

const GRID = [
  ...['--max-positions', '3'],
  ...['--vary', 'trailing_stop=weekly_ema,none', '--vary', 'trailing_ema_period=5,10'],
  ...['--vary', 'stop_loss=5,15'],
];

describe('a grid', () => {
  it('has in each row what a backtest of its parameters gives', async () => {
    const ran = await run('grid', ...GRID);
    expect(ran.code, ran.err).toBe(0);
    const rows = market.rows('out/points.csv');
    // Two periods with the EMA, none without a trailing stop, two stops each.
    expect(
      rows.map((row) => [row['trailing_stop'], row['trailing_ema_period'], row['stop_loss']]),
    ).toEqual([
      ['weekly_ema', '5', '5'],
      ['weekly_ema', '5', '15'],
      ['weekly_ema', '10', '5'],
      ['weekly_ema', '10', '15'],
      ['none', '', '5'],
      ['none', '', '15'],
    ]);
    for (const [kind, period, stop, at] of [
      ['weekly_ema', '5', '15', 1],
      ['none', '9', '5', 4],
    ] as const) {
      const alone = await runBacktestInProcess(
        ...[...market.inputs, '--output-dir', market.path('alone'), '--max-positions', '3'],
        ...['--trailing-stop', kind, '--trailing-ema-period', period, '--stop-loss', stop],
      );
      expect(alone.code, alone.err).toBe(0);
      const { metrics } = JSON.parse(market.read('alone/run_manifest.json')) as {
        metrics: Record<string, number> & { equity: Record<string, number> };
      };
      expect(Number(rows[at]?.['trades'])).toBe(metrics['trades']);
      expect(Number(rows[at]?.['total_pnl'])).toBe(metrics['total_pnl']);
      expect(Number(rows[at]?.['max_drawdown'])).toBeCloseTo(
        metrics.equity['max_drawdown'] ?? NaN,
        3,
      );
    }
  });

  it('gives the same bytes again and does nothing twice', async () => {
    await run('grid', ...GRID);
    const files = ['points.csv', 'experiment.json', 'heatmap.html', 'journal.jsonl'];
    const first = files.map((name) => market.read(`out/${name}`));
    await run('grid', ...GRID);
    expect(files.map((name) => market.read(`out/${name}`))).toEqual(first);
  });

  it('goes on where a run broke off, torn line and all, to the same bytes', async () => {
    await run('grid', ...GRID);
    const files = ['points.csv', 'experiment.json', 'heatmap.html'];
    const whole = files.map((name) => market.read(`out/${name}`));
    const lines = market.read('out/journal.jsonl').split('\n');
    market.write(
      'out/journal.jsonl',
      `${lines.slice(0, 2).join('\n')}\n${lines[2]?.slice(0, 50) ?? ''}`,
    );
    const again = await run('grid', ...GRID);
    expect(again.out).toContain('the last line was torn');
    expect(files.map((name) => market.read(`out/${name}`))).toEqual(whole);
    expect(market.read('out/journal.jsonl').split('\n').slice(0, 2)).toEqual(lines.slice(0, 2));
    expect(market.read('out/journal.jsonl').split('\n')).toHaveLength(lines.length);
  });

  it('does everything anew when the inputs are others', async () => {
    await run('grid', '--max-positions', '3', '--vary', 'stop_loss=5,15');
    const before = market.read('out/points.csv');
    market.writePrices({ from: '2015-04-01', times: 1.5 });
    await run('grid', '--max-positions', '3', '--vary', 'stop_loss=5,15');
    expect(market.read('out/points.csv')).not.toBe(before);
    expect(market.read('out/journal.jsonl').trimEnd().split('\n')).toHaveLength(4);
  });

  it('leaves a reason instead of a number where there are too few trades', async () => {
    const ran = await run(
      'grid',
      '--max-positions',
      '3',
      '--vary',
      'stop_loss=5,15',
      '--min-trades',
      '1000',
    );
    expect(market.rows('out/points.csv')[0]).toMatchObject({
      profit_factor: 'not enough trades',
      sharpe: 'not enough trades',
    });
    expect(ran.out).toContain('NO_BEST_POINT');
  });

  it('compares the four ways to look at a stop', async () => {
    const ran = await run('stop-modes', '--max-positions', '3');
    expect(ran.code, ran.err).toBe(0);
    expect(market.rows('out/points.csv').map((row) => row['stop_mode'])).toEqual([
      'intraday',
      'close',
      'skip_entry_day',
      'close_next_open',
    ]);
  });

  it.each([
    [['--vary', 'stop_loss=200'], '--vary stop_loss=200: stop_loss'],
    [[], 'nothing is varied'],
    [['--vary', 'stop_loss=5', '--objective', 'luck'], '--objective luck'],
    [['--vary', 'stop_loss=5', '--heatmap', 'stop_loss,slippage'], '--heatmap stop_loss,slippage'],
  ])('refuses %j as wrong usage', async (args, message) => {
    const ran = await run('grid', ...args);
    expect(ran.code).toBe(2);
    expect(ran.err).toContain(message);
  });

  it('refuses a queue that is no address without repeating what may be secret in it', async () => {
    const ran = await run('grid', '--vary', 'stop_loss=5', '--queue', 'http://user:secret@host');
    expect(ran.code).toBe(2);
    expect(ran.err).not.toContain('secret');
  });
});

const WALK = [
  ...['--vary', 'trailing_ema_period=4,8', '--vary', 'stop_loss=5,15', '--min-trades', '3'],
  ...['--train-sessions', '60', '--test-sessions', '25'],
];

describe('a walk-forward', () => {
  it('enters and leaves within the span it trades, in a book with room for three', async () => {
    const ran = await run('walk-forward', '--max-positions', '3', ...WALK);
    expect(ran.code, ran.err).toBe(0);
    const windows = market.rows('out/windows.csv');
    expect(windows.map((row) => row['kind'])).toEqual([
      ...['expanding', 'expanding', 'expanding'],
      ...['rolling', 'rolling', 'rolling'],
    ]);
    // Six windows of four points to choose from, and the best of each is what was chosen.
    const training = market.rows('out/training.csv');
    expect(training).toHaveLength(24);
    for (const { kind, window, in_sample_profit_factor: chosen } of windows) {
      const own = training.filter((row) => row['kind'] === kind && row['window'] === window);
      const factors = own.map((row) => Number(row['profit_factor']));
      expect(Number(chosen)).toBe(Math.max(...factors.filter((factor) => !Number.isNaN(factor))));
    }
    for (const kind of ['expanding', 'rolling']) {
      const trades = market.rows(`out/trades-${kind}.csv`);
      const own = windows.filter((row) => row['kind'] === kind);
      expect(trades).toHaveLength(own.reduce((sum, row) => sum + Number(row['trades']), 0));
      for (const { entry_date: entry = '', exit_date: exit = '' } of trades) {
        const spans = own.filter(
          (row) => entry >= (row['test_from'] ?? '') && exit <= (row['test_to'] ?? ''),
        );
        expect(spans, `${entry} ${exit}`).toHaveLength(1);
      }
      const pnl = trades.reduce((sum, trade) => sum + Number(trade['pnl']), 0);
      const last = market.rows(`out/equity-${kind}.csv`).at(-1);
      expect(Number(last?.['equity'])).toBeCloseTo(30_000 + pnl, 1);
    }
  });

  it('chooses without seeing the future', async () => {
    await run('walk-forward', ...WALK, '--window', 'rolling');
    const seen = market.rows('out/windows.csv')[0];
    market.writePrices({ from: seen?.['test_from'] ?? '', times: 3 });
    await run('walk-forward', ...WALK, '--window', 'rolling');
    const chosen = market.rows('out/windows.csv')[0];
    const training = ['trailing_ema_period', 'stop_loss', 'in_sample_profit_factor'];
    for (const name of training) expect(chosen?.[name], name).toBe(seen?.[name]);
    expect(chosen?.['total_pnl']).not.toBe(seen?.['total_pnl']);
  });

  it('has a ratio of what was left over what was chosen', async () => {
    await run(
      'walk-forward',
      ...WALK,
      '--window',
      'expanding',
      '--objective',
      'average_return_pct',
    );
    for (const row of market.rows('out/windows.csv')) {
      const [chosen, left] = [row['in_sample_average_return_pct'], row['average_return_pct']];
      const ratio = Number(row['overfitting_ratio']);
      if (Number(chosen) > 0) expect(ratio).toBeCloseTo(Number(left) / Number(chosen), 10);
      else expect(row['overfitting_ratio']).toBe('no edge in sample');
    }
  });

  it('says when nothing is left to trade', async () => {
    const ran = await run('walk-forward', ...WALK, '--train-sessions', '400');
    expect(ran.code).toBe(2);
    expect(ran.err).toContain('nothing is left to trade');
  });
});

describe('resampling', () => {
  it('gives the same bytes for the same seed, and others for another', async () => {
    const seeded = async (seed: string): Promise<string> => {
      const ran = await run('monte-carlo', '--runs', '700', '--seed', seed);
      expect(ran.code, ran.err).toBe(0);
      return market.read('out/distribution.csv');
    };
    const first = await seeded('1');
    expect(await seeded('1')).toBe(first);
    expect(await seeded('2')).not.toBe(first);
  });

  it('tells the profit of the trades as it was, between what might have been', async () => {
    await run('bootstrap', '--runs', '600');
    const rows = market.rows('out/distribution.csv');
    expect(rows.map(({ figure }) => figure)).toEqual([
      'max_drawdown',
      'total_pnl',
      'profit_factor',
    ]);
    const alone = await runBacktestInProcess(
      ...[...market.inputs, '--output-dir', market.path('alone')],
    );
    expect(alone.code).toBe(0);
    const pnl = market.rows('alone/trades.csv').reduce((sum, row) => sum + Number(row['pnl']), 0);
    const total = rows[1];
    expect(Number(total?.['actual'])).toBeCloseTo(pnl, 2);
    expect(Number(total?.['q5'])).toBeLessThan(pnl);
    expect(Number(total?.['q95'])).toBeGreaterThan(pnl);
  });
});
