import { cpSync } from 'node:fs';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { openStateStore } from '../../../src/adapters/sqlite/state-store.ts';
import { compareCommand } from '../../../live/operator/compare-cli.ts';
import { moneyFromUnits } from '../../../src/domain/money.ts';
import { addDays, sessionDate } from '../../../src/domain/session-date.ts';
import { SHADOW } from '../../../src/domain/strategy.ts';
import { NO_PAINT } from '../../../src/views/paint.ts';
import {
  backtestFolder,
  jsonReport,
  priceCsv,
  type BacktestFolder,
} from '../../backtest/backtest-folder.ts';
import { position } from '../../domain/sample.ts';
import { runBacktestInProcess } from '../../support/backtest-in-process.ts';

let folder: BacktestFolder;
beforeEach(() => {
  folder = backtestFolder();
});
afterEach(() => {
  folder.remove();
});

type Told = {
  readonly verdict: string;
  readonly error: string;
  readonly days: number;
  readonly closed_trades: object;
  readonly criteria: readonly { readonly name: string; readonly primary: unknown }[];
};

async function compare(...args: readonly string[]) {
  const out: string[] = [];
  let code = -1;
  const streams = {
    out: (text: string) => void out.push(text),
    err: () => undefined,
    paint: NO_PAINT,
  };
  const command = compareCommand(streams, (exitCode) => {
    code = exitCode;
  });
  await command.exitOverride().parseAsync([...args], { from: 'user' });
  const text = out.join('\n');
  return { code, text, told: (args.includes('--json') ? JSON.parse(text) : {}) as Told };
}

const FIRST = sessionDate('2015-01-02');

/** A state in which both books closed one trade a day, the primary by `ours`, the shadow by `theirs` dollars in turn. */
async function writeState(
  path: string,
  days: number,
  [ours, theirs]: readonly [readonly number[], readonly number[]],
) {
  const { store, close } = await openStateStore(path);
  for (let day = 0; day < days; day += 1) {
    const exitDate = addDays(FIRST, day);
    const ended = (name: string, pnls: readonly number[]) => ({
      position: position(name, { entryDate: FIRST }),
      exitDate,
      exitPrice: moneyFromUnits(1_000_000),
      exitReason: 'trend_break' as const,
      pnl: moneyFromUnits((pnls[day % pnls.length] ?? 0) * 10_000),
      returnPct: 1,
    });
    const executed = ended('AMZN', ours);
    const positionId = store.openPosition({ ...executed.position, targetShares: 1 });
    store.closePosition({ ...executed, position: { ...executed.position, positionId } });
    const shadow = ended('MSFT', theirs);
    store.saveShadowBook(SHADOW, exitDate, {
      positions: [],
      closed: [{ ...shadow, position: { ...shadow.position, positionId: day + 1 } }],
    });
  }
  close();
}

describe('compare, from the live database', () => {
  it('proposes the switch when the shadow was better beyond chance', async () => {
    const path = folder.path('state.db');
    await writeState(path, 120, [
      [100, -110],
      [110, -20],
    ]);
    const { code, told } = await compare('--state-db', path, '--json');
    expect(code).toBe(0);
    expect(told).toMatchObject({
      verdict: 'switch',
      days: 119,
      closed_trades: { primary: 120, shadow: 120 },
    });
    // 60 × 100 won, 60 × 110 lost.
    expect(told.criteria[0]?.primary).toBeCloseTo(100 / 110, 10);
    expect(told.criteria[2]).toMatchObject({ name: 'pnl', primary: -600, shadow: 5_400 });
  });

  it('counts the days on which both books were kept, where snapshots say so', async () => {
    const path = folder.path('state.db');
    await writeState(path, 30, [[100], [100, -20]]);
    const { store, close } = await openStateStore(path);
    for (const [book, day] of [
      ['ema_p10', '2015-01-02'],
      ['ema_p10', '2015-06-01'],
      ['nwl_p4', '2015-02-02'],
      ['nwl_p4', '2015-07-01'],
    ] as const) {
      const [none, session] = [moneyFromUnits(0), sessionDate(day)];
      store.recordSnapshot({ book, session, positions: 0, invested: none, marketValue: none });
    }
    close();
    // 2015-02-02 to 2015-06-01. A primary that never lost has an infinite factor.
    const { told } = await compare('--state-db', path, '--json');
    expect(told).toMatchObject({ verdict: 'keep_primary', days: 119 });
    expect(told.criteria[0]?.primary).toBe('infinite');
  });

  it('is too early without a database, and makes none', async () => {
    const { code, text } = await compare('--state-db', folder.path('no.db'));
    expect(code).toBe(0);
    expect(text).toContain('too_early: a book has not closed one trade yet');
    expect(() => folder.read('no.db')).toThrow('ENOENT');
  });
});

describe('compare, from two backtests', () => {
  const DATES = ['2015-10-23', '2015-11-02', '2015-12-01'];

  beforeEach(async () => {
    for (const [name, step] of [
      ['AMZN', 0.3],
      ['MSFT', -0.05],
    ] as const) {
      const csv = priceCsv('2014-06-02', '2016-06-30', (_, day) => 60 + day * step);
      folder.write(`prices/${name}.csv`, csv);
    }
    for (const date of DATES) {
      const report = jsonReport(date, { ticker: 'AMZN' }, { ticker: 'MSFT', price: 50 });
      folder.write(`reports/earnings_trade_candidates_${date}.json`, report);
    }
    await backtest('primary');
    await backtest('shadow', '--trailing-stop', 'weekly_nweek_low');
  });

  const backtest = (name: string, ...more: readonly string[]) =>
    runBacktestInProcess(
      ...['--reports-dir', folder.path('reports'), '--prices', folder.path('prices')],
      ...['--output-dir', folder.path(name), '--max-positions', '5', ...more],
    );
  const both = ['--primary', '--shadow'] as const;
  const args = (): string[] => both.flatMap((name) => [name, folder.path(name.slice(2))]);

  it('prints both numbers of each criterion, from the files the backtests wrote', async () => {
    const { code, text } = await compare(...args());
    expect(code).toBe(0);
    expect(text).toContain('primary weekly_ema 10, shadow weekly_nweek_low 4 2015-10-23');
    expect(text).toMatch(/P&L, \$ .* at least 3 % higher: (met|not met)/);
    const { told } = await compare(...args(), '--json');
    const total = (name: string): number =>
      folder.rows(`${name}/trades.csv`).reduce((sum, { pnl }) => sum + Number(pnl), 0);
    expect(told.criteria[2]).toMatchObject({
      primary: total('primary'),
      shadow: total('shadow'),
    });
  });

  it('says the same whenever it is asked', async () => {
    expect((await compare(...args(), '--json')).text).toBe(
      (await compare(...args(), '--json')).text,
    );
  });

  it('keeps the primary against itself', async () => {
    cpSync(folder.path('primary'), folder.path('shadow'), { recursive: true });
    expect((await compare(...args(), '--json')).told.verdict).toBe('keep_primary');
  });

  it('refuses two backtests of different reports, prices or days', async () => {
    await backtest('shadow', '--data-end-date', '2016-01-29');
    const other = await compare(...args(), '--json');
    expect(other.code).toBe(5);
    expect(other.told.error).toContain(
      'they span 2015-10-23 to 2016-06-30 and 2015-10-23 to 2016-01-29',
    );
    folder.write(
      'prices/AMZN.csv',
      priceCsv('2014-06-02', '2016-06-30', () => 60),
    );
    await backtest('shadow');
    expect((await compare(...args(), '--json')).told.error).toContain('their prices differ');
  });

  it('refuses a file that is damaged, with its line', async () => {
    const csv = folder.read('shadow/trades.csv');
    folder.write('shadow/trades.csv', csv.replace(/,end_of_data,/, ',NaN,'));
    const { code, told } = await compare(...args(), '--json');
    expect(code).toBe(5);
    expect(told.error).toMatch(/shadow\/trades\.csv line \d+: exit_reason NaN is not known/);
    folder.write('shadow/run_manifest.json', '{"kind": "backtest"');
    expect((await compare(...args(), '--json')).told.error).toContain('run_manifest.json: line 1');
  });

  it('refuses half of a question', async () => {
    expect((await compare('--primary', folder.path('primary'))).code).toBe(2);
    expect((await compare(...args(), '--state-db', 'x.db')).code).toBe(2);
    expect((await compare('--primary', folder.path('none'), '--shadow', 'x')).code).toBe(5);
  });
});
