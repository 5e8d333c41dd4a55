/** The default profile: what live does, day after day. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { simulatePortfolio } from '../../backtest/portfolio-simulator.ts';
import { priceDataOf } from '../../backtest/price-data.ts';
import { calendarHistory } from '../../backtest/price-history.ts';
import { defaultProfile } from '../../backtest/simulation-profile.ts';
import type { SimulationResult } from '../../backtest/simulation-result.ts';
import { openCsvFolder } from '../../src/adapters/prices/csv-price-source.ts';
import { parseJsonReport } from '../../src/contracts/earnings-report-json.ts';
import type { Bar, Split } from '../../src/domain/bar.ts';
import type { Candidate } from '../../src/domain/candidate.ts';
import { moneyToNumber } from '../../src/domain/money.ts';
import type { ClosedTrade } from '../../src/domain/position.ts';
import { barsOf } from '../../src/domain/bar-series.ts';
import { sessionDate } from '../../src/domain/session-date.ts';
import type { StrategyRules } from '../../src/domain/strategy.ts';
import { ticker, type Ticker } from '../../src/domain/ticker.ts';
import { planSession } from '../../src/plans/session-plan.ts';
import { simulateSession, type SimulatedBook } from '../../src/plans/simulated-session.ts';
import { previousSession, sessionsBetween } from '../../src/rules/market-calendar.ts';
import { candidate, rules } from '../domain/sample.ts';
import { bar, barsBetween } from '../rules/sample-bars.ts';
import { realData } from '../support/raw-bars.ts';

const LIVE_MODEL = { stopFill: 'gap_aware', sizeOn: 'reference_price' } as const;

type RawMarket = {
  readonly bars: ReadonlyMap<Ticker, readonly Bar[]>;
  readonly splits: readonly Split[];
};

function dataOf(
  bars: Readonly<Record<string, readonly Bar[]>>,
  splits: readonly Split[] = [],
): RawMarket {
  const byTicker = Object.entries(bars).map(([name, own]) => [ticker(name), own] as const);
  return { bars: new Map(byTicker), splits };
}

function simulate(
  data: RawMarket,
  candidates: readonly Candidate[],
  chosen: StrategyRules = rules({ slippagePct: 0 }),
): SimulationResult {
  const profile = defaultProfile(LIVE_MODEL);
  const history = calendarHistory(priceDataOf(data), chosen);
  return simulatePortfolio(
    { candidates, blocked: new Map() },
    { history, rules: chosen, profile, commission: 0 },
  );
}

const on = (date: string, name: string, facts: Partial<Candidate> = {}): Candidate =>
  candidate(name, { reportDate: sessionDate(date), price: 100, ...facts });
const told = ({ trades }: SimulationResult): string[] =>
  trades.map(
    (t) =>
      `${t.ticker} ${t.entryDate} ${t.shares} @ ${t.entryPrice} → ${t.exitDate} ${t.exitPrice} ${t.exitReason}`,
  );

describe('the portfolio simulator', () => {
  it('sizes by the report and fills at the open', () => {
    // 10,000 ÷ 100 (the report) = 100 shares, though the open is 102.
    const bars = barsBetween('2015-10-19', '2015-11-06', () => 102);
    expect(told(simulate(dataOf({ A: bars }), [on('2015-10-23', 'A')]))).toEqual([
      'A 2015-10-23 100 @ 102 → 2015-11-06 102 end_of_data',
    ]);
  });

  it('carries a position through a split: twice the shares at half the price', () => {
    const bars = barsBetween('2015-10-19', '2015-11-06', (date) =>
      date < '2015-10-28' ? 100 : 50,
    );
    const split: Split = {
      type: 'split',
      ticker: ticker('A'),
      exDate: sessionDate('2015-10-28'),
      ratio: 2,
    };
    expect(told(simulate(dataOf({ A: bars }, [split]), [on('2015-10-23', 'A')]))).toEqual([
      'A 2015-10-23 200 @ 50 → 2015-11-06 50 end_of_data',
    ]);
  });

  it('closes what left the exchange at its last close, with a finding', () => {
    const data = dataOf({
      A: barsBetween('2015-10-19', '2015-10-28', (date) => (date === '2015-10-28' ? 120 : 100)),
      B: barsBetween('2015-10-19', '2015-11-06', () => 100),
    });
    const result = simulate(data, [on('2015-10-23', 'A'), on('2015-10-23', 'B')]);
    expect(told(result)).toEqual([
      'A 2015-10-23 100 @ 100 → 2015-10-28 120 delisted',
      'B 2015-10-23 100 @ 100 → 2015-11-06 100 end_of_data',
    ]);
    expect(result.findings).toContainEqual(
      expect.objectContaining({ code: 'DELISTED', subject: 'A' }),
    );
  });

  it('takes a report of a weekend at the next session, and one of a session at that session or the next', () => {
    const data = dataOf({ A: barsBetween('2015-10-19', '2015-11-06', () => 100) });
    const entry = (date: string, choices: Partial<StrategyRules>) =>
      simulate(data, [on(date, 'A')], rules(choices)).trades[0]?.entryDate;
    expect(entry('2015-10-24', {})).toBe('2015-10-26');
    expect(entry('2015-10-23', {})).toBe('2015-10-23');
    expect(entry('2015-10-23', { entryMode: 'next_day_open' })).toBe('2015-10-26');
  });

  it('tells of every candidate that was not bought why', () => {
    const flat = barsBetween('2015-10-19', '2015-11-06', () => 100);
    const data = dataOf({ A: flat, B: flat, C: flat, D: flat.slice(0, 2) });
    const result = simulate(
      data,
      [
        on('2015-10-23', 'A', { score: 90 }),
        on('2015-10-23', 'B', { score: 80, price: null }),
        on('2015-10-23', 'C', { score: 70, price: 10_001 }),
        on('2015-10-23', 'C', { score: 60, grade: 'D' }),
        on('2015-10-26', 'A', { score: 50 }),
        on('2015-10-26', 'B', { score: 40 }),
        on('2015-10-26', 'D', { score: 45 }),
      ],
      rules({ maxPositions: 2, minGrade: 'C', rotation: false }),
    );
    expect(result.skipped.map(({ ticker, reason }) => `${ticker} ${reason}`)).toEqual([
      'C below_min_grade',
      'B no_price',
      'C qty_zero',
      'A already_held',
      'B capacity_full',
      'D no_price_data',
    ]);
  });

  it('ends its equity at the capital and what was made', () => {
    const bars = [...barsBetween('2015-10-19', '2015-11-05', () => 100), bar('2015-11-06', 103)];
    const { equity, capitalBase } = simulate(
      dataOf({ A: bars }),
      [on('2015-10-23', 'A')],
      rules({ maxPositions: 5 }),
    );
    // Five positions of 10,000; 100 shares gain 3 dollars each.
    expect(capitalBase).toBe(50_000);
    expect(equity.at(0)).toEqual({
      date: '2015-10-23',
      equity: 50_000,
      marketValue: 10_000,
      positions: 1,
    });
    expect(equity.at(-1)?.equity).toBe(50_300);
  });

  it('books the commission of both orders', () => {
    const data = dataOf({ A: barsBetween('2015-10-19', '2015-11-06', () => 100) });
    const chosen = rules();
    const simulation = {
      history: calendarHistory(priceDataOf(data), chosen),
      rules: chosen,
      profile: defaultProfile(LIVE_MODEL),
      commission: 1.5,
    };
    const input = { candidates: [on('2015-10-23', 'A')], blocked: new Map<never, never>() };
    expect(simulatePortfolio(input, simulation).trades[0]?.pnl).toBe(-3);
  });
});

/** What live and the shadow book do, written out: plan before the open, then the session. */
function foldByHand(
  data: RawMarket,
  candidates: readonly Candidate[],
  chosen: StrategyRules,
): ClosedTrade[] {
  let book: SimulatedBook = { positions: [], nextPositionId: 1 };
  const closed: ClosedTrade[] = [];
  const dates = [...data.bars.values()].flatMap((own) => own.map(({ date }) => date)).sort();
  const first = candidates.map(({ reportDate }) => reportDate).sort()[0];
  for (const session of sessionsBetween(
    first ?? sessionDate('2015-01-02'),
    dates.at(-1) ?? sessionDate('2015-01-02'),
  )) {
    const own = candidates.filter(
      ({ reportDate }) => reportDate > previousSession(session) && reportDate <= session,
    );
    const asOf = previousSession(session);
    const facts = { tradeDate: session, asOf, book: book.positions, candidates: own, market: data };
    const plan = planSession(facts, chosen);
    const stepped = simulateSession(
      book,
      {
        session,
        exits: plan.exits.map(({ position, reason }) => ({ ticker: position.ticker, reason })),
        entries: plan.entries.map(({ candidate: one, qty }) => ({ ...one, qty })),
        bars: new Map(
          [...data.bars].flatMap(([name, bars]) =>
            bars.filter(({ date }) => date === session).map((one) => [name, one] as const),
          ),
        ),
        splits: data.splits.filter(({ exDate }) => exDate === session),
      },
      chosen,
      LIVE_MODEL,
    );
    book = stepped.book;
    closed.push(...stepped.closed);
  }
  return closed;
}

function readRealMarket(folder: string): {
  readonly data: RawMarket;
  readonly candidates: Candidate[];
} {
  const reports = readdirSync(join(folder, 'reports')).filter((name) =>
    /candidates_201[45]-.*json$/.test(name),
  );
  const candidates = reports.sort().flatMap((name) => {
    const result = parseJsonReport(
      readFileSync(join(folder, 'reports', name)),
      sessionDate(name.slice(-15, -5)),
    );
    return result.kind === 'report' ? result.report.candidates : [];
  });
  const csv = openCsvFolder(join(folder, 'prices'));
  const tickers = [...new Set(candidates.map((one) => one.ticker))];
  const bars = new Map<Ticker, readonly Bar[]>();
  for (const name of tickers) {
    const file = csv.barsOf(name, sessionDate('2012-11-01'), sessionDate('2015-12-31'));
    if (file !== null && file.bars.length > 0) bars.set(name, barsOf(file.bars));
  }
  const splits = csv.actions().actions.filter((action): action is Split => action.type === 'split');
  return { data: { bars, splits }, candidates };
}

const hasReports = realData !== undefined && existsSync(join(realData, 'reports'));

describe.skipIf(!hasReports)('two years of real data (OPENBELL_REAL_DATA is set)', () => {
  it.each([
    ['weekly_ema', 10],
    ['weekly_nweek_low', 4],
  ] as const)('are folded from the plan and the step of live: %s %d', (kind, period) => {
    const { data, candidates } = readRealMarket(realData ?? '');
    const chosen = rules({ slippagePct: 0, stopLossPct: 6, trailing: { kind, period } });
    const expected = foldByHand(data, candidates, chosen);
    const { trades } = simulate(data, candidates, chosen);
    const closedEarly = trades.filter(({ exitReason }) => exitReason !== 'end_of_data');
    expect(expected.length).toBeGreaterThan(100);
    expect(
      closedEarly.map((t) => [
        t.ticker,
        t.entryDate,
        t.shares,
        t.entryPrice,
        t.exitDate,
        t.exitPrice,
        t.exitReason,
      ]),
    ).toEqual(
      expected.map(({ position: p, ...exit }) => [
        ...[p.ticker, p.entryDate, p.shares, moneyToNumber(p.entryPrice)],
        ...[exit.exitDate, moneyToNumber(exit.exitPrice), exit.exitReason],
      ]),
    );
  });
});
