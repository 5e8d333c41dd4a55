/** What a run of trades says about its rules: totals, groups, tests, intervals. Facts in, figures out. */
import type { SessionDate } from '../domain/session-date.ts';
import { bootstrapIntervals, type Interval } from './bootstrap.ts';
import {
  deepestFallOf,
  measureEquity,
  type EquityMeasures,
  type EquityPoint,
} from './equity-measures.ts';
import { measured, notEnough, type Measure } from './measure.ts';
import {
  correlation,
  mean,
  median,
  standardDeviation,
  welchTest,
  type Correlation,
  type WelchTest,
} from './statistics.ts';
import { roundHalfEven, type Trade } from './trade-rounding.ts';

export type TradeMeasures = {
  readonly trades: number;
  readonly wins: number;
  readonly losses: number;
  readonly winRatePct: Measure;
  readonly totalPnl: number;
  readonly averageReturnPct: Measure;
  readonly medianReturnPct: Measure;
  /** Dollars won over dollars lost; infinite when nothing was lost. */
  readonly profitFactor: Measure;
};

export type Performance = TradeMeasures & {
  /** Mean over standard deviation of the trades' returns, not annualized. */
  readonly tradeSharpe: Measure;
  readonly averageHoldingDays: Measure;
  readonly equity: EquityMeasures;
  readonly exitsByReason: Readonly<Record<string, number>>;
  readonly skipsByReason: Readonly<Record<string, number>>;
  readonly byGrade: Groups;
  readonly byScore: Groups;
  readonly byGap: Groups;
  /** By month of entry. */
  readonly byMonth: Groups;
  /** Of the score with the return. */
  readonly scoreReturn: Correlation | Missing;
  /** Returns of A and B against C and D, grades the report itself gave. */
  readonly gradesAbVsCd: WelchTest | Missing;
  /** 95 % bootstrap intervals. */
  readonly intervals:
    | {
        readonly profitFactor: Interval;
        readonly averageReturnPct: Interval;
        readonly maxDrawdown: Interval;
      }
    | Missing;
};

export type Groups = Readonly<Record<string, TradeMeasures>>;
export type Missing = { readonly reason: string };

export type PerformanceFacts = {
  readonly trades: readonly Trade[];
  readonly skipReasons: readonly string[];
  readonly equity: readonly EquityPoint[];
  readonly capitalBase: number;
};

/** Of a test or an interval, in each of its samples. */
const FEWEST_TRADES = 10;
const TOO_FEW: Missing = { reason: 'not enough trades' };

export function measurePerformance(facts: PerformanceFacts): Performance {
  const { trades } = facts;
  const returns = trades.map(({ returnPct }) => returnPct);
  return {
    ...measureTrades(trades),
    tradeSharpe: tradeSharpeOf(returns),
    averageHoldingDays: averageOf(trades.map(({ holdingDays }) => holdingDays)),
    equity: measureEquity(facts.equity, facts.capitalBase),
    exitsByReason: countOf(trades.map(({ exitReason }) => exitReason)),
    skipsByReason: countOf(facts.skipReasons),
    byGrade: grouped(trades, ({ grade }) => grade ?? 'none'),
    byScore: grouped(trades, ({ score }) => bandOf(score, SCORE_BANDS), SCORE_BANDS),
    byGap: grouped(trades, ({ gapSize }) => bandOf(gapSize, GAP_BANDS), GAP_BANDS),
    byMonth: grouped(trades, ({ entryDate }) => monthOf(entryDate)),
    scoreReturn: scoreReturnOf(trades),
    gradesAbVsCd: gradesTestOf(trades),
    intervals: intervalsOf(trades, facts.capitalBase),
  };
}

export function measureTrades(trades: readonly Trade[]): TradeMeasures {
  const pnls = trades.map(({ pnl }) => pnl);
  const returns = trades.map(({ returnPct }) => returnPct);
  const wins = pnls.filter((pnl) => pnl > 0).length;
  return {
    trades: trades.length,
    wins,
    losses: pnls.filter((pnl) => pnl < 0).length,
    winRatePct: trades.length === 0 ? notEnough('trades') : measured((wins / trades.length) * 100),
    totalPnl: roundHalfEven(sum(pnls), 2),
    averageReturnPct: averageOf(returns),
    medianReturnPct: returns.length === 0 ? notEnough('trades') : measured(median(returns)),
    profitFactor: trades.length === 0 ? notEnough('trades') : measured(profitFactorOf(pnls)),
  };
}

/** Infinite when nothing was lost, 1 when nothing was won either. */
export function profitFactorOf(pnls: ArrayLike<number>): number {
  let won = 0;
  let lost = 0;
  for (let at = 0; at < pnls.length; at += 1) {
    const pnl = pnls[at] ?? NaN;
    // Without a branch: in a resample nobody could guess which one is taken.
    won += Math.max(pnl, 0);
    lost -= Math.min(pnl, 0);
  }
  if (lost === 0) return won === 0 ? 1 : Infinity;
  return won / lost;
}

function tradeSharpeOf(returns: readonly number[]): Measure {
  if (returns.length < FEWEST_TRADES) return notEnough('trades');
  const deviation = standardDeviation(returns);
  return deviation === 0 ? notEnough('variation') : measured(mean(returns) / deviation);
}

function averageOf(values: readonly number[]): Measure {
  return values.length === 0 ? notEnough('trades') : measured(mean(values));
}

function scoreReturnOf(trades: readonly Trade[]): Correlation | Missing {
  const pairs = trades.flatMap(({ score, returnPct }) =>
    score === null ? [] : [[score, returnPct] as const],
  );
  return pairs.length < FEWEST_TRADES ? TOO_FEW : (correlation(pairs) ?? NO_VARIATION);
}

const NO_VARIATION: Missing = { reason: 'not enough variation' };

function gradesTestOf(trades: readonly Trade[]): WelchTest | Missing {
  const stated = trades.filter(({ gradeSource }) => gradeSource === 'html');
  const returnsOf = (...grades: readonly string[]): number[] =>
    stated
      .filter(({ grade }) => grade !== null && grades.includes(grade))
      .map(({ returnPct }) => returnPct);
  const [better, worse] = [returnsOf('A', 'B'), returnsOf('C', 'D')];
  if (better.length < FEWEST_TRADES || worse.length < FEWEST_TRADES) return TOO_FEW;
  return welchTest(better, worse) ?? NO_VARIATION;
}

function intervalsOf(trades: readonly Trade[], capitalBase: number): Performance['intervals'] {
  if (trades.length < FEWEST_TRADES) return TOO_FEW;
  const pnls = trades.map(({ pnl }) => pnl);
  return bootstrapIntervals({
    profitFactor: { values: pnls, statistic: profitFactorOf },
    averageReturnPct: { values: trades.map(({ returnPct }) => returnPct), statistic: mean },
    maxDrawdown: { values: pnls, statistic: (drawn) => deepestFallOf(drawn, capitalBase) },
  });
}

type Bands = readonly { readonly from: number; readonly label: string }[];

const SCORE_BANDS: Bands = [
  { from: 85, label: '85+' },
  { from: 70, label: '70-84' },
  { from: 55, label: '55-69' },
  { from: -Infinity, label: '<55' },
];
const GAP_BANDS: Bands = [
  { from: 20, label: '20%+' },
  { from: 10, label: '10-20%' },
  { from: 5, label: '5-10%' },
  { from: 0, label: '0-5%' },
  { from: -Infinity, label: '<0%' },
];

function bandOf(value: number | null, bands: Bands): string {
  if (value === null) return 'none';
  return bands.find(({ from }) => value >= from)?.label ?? 'none';
}

function monthOf(date: SessionDate): string {
  return date.slice(0, 7);
}

/** By name, bands from the highest down; groups without a trade are absent. */
function grouped(
  trades: readonly Trade[],
  nameOf: (trade: Trade) => string,
  bands: Bands = [],
): Groups {
  const labels = [...bands.map(({ label }) => label), 'none'];
  const rank = (name: string): number => labels.indexOf(name);
  const groups = new Map<string, Trade[]>();
  for (const trade of trades) {
    const name = nameOf(trade);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [trade]);
    else group.push(trade);
  }
  const sorted = [...groups].sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1));
  return Object.fromEntries(sorted.map(([name, group]) => [name, measureTrades(group)]));
}

function countOf(names: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
