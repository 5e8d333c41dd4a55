/** What the report's own program reads: curves, trades and their bars, as one JSON document inside the page. */
import { dateOfDayNumber, dayNumber, type SessionDate } from '../../domain/session-date.ts';
import { drawdownsOf, type EquityPoint } from '../../rules/equity-measures.ts';
import { packNumbers, packSteps, unpackNumbers, unpackSteps } from '../packed-numbers.ts';
import { packTrades, unpackTrades, type ListedTrade, type PackedTrades } from './packed-trades.ts';
import type { BacktestReport } from './report-facts.ts';
import { packChart, unpackChart, type PackedStock, type TradeChart } from './trade-charts.ts';

export type Curve = {
  readonly name: string;
  readonly points: readonly CurvePoint[];
};

export type CurvePoint = {
  readonly date: SessionDate;
  /** Dollars. */
  readonly equity: number;
  /** Per cent below the highest before it: zero or less. */
  readonly drawdown: number;
};

export type ReportData = {
  readonly curves: readonly Curve[];
  readonly trades: readonly ListedTrade[];
  readonly stocks: Readonly<Record<string, PackedStock>>;
  readonly sessions: readonly SessionDate[];
  readonly chartOf: (trade: number) => TradeChart | null;
};

type PackedCurve = {
  readonly name: string;
  readonly days: string;
  readonly cents: string;
  readonly drawdowns: string;
};

export type PackedReport = {
  readonly curves: readonly PackedCurve[];
  readonly trades: PackedTrades;
  readonly sessions: string;
  readonly stocks: Readonly<Record<string, PackedStock>>;
  readonly charts: readonly string[];
};

const CENTS = 100;

export function curvesOf({ equity, benchmark, performance }: BacktestReport): Curve[] {
  const base = performance.equity.capitalBase;
  const own = { name: 'strategy', points: curvePoints(equity, base) };
  if (benchmark === null) return [own];
  return [own, { name: benchmark.ticker, points: curvePoints(benchmark.points, base) }];
}

function curvePoints(points: readonly EquityPoint[], capitalBase: number): CurvePoint[] {
  const drawdowns = drawdownsOf(
    points.map(({ equity }) => equity),
    capitalBase,
  );
  return points.map(({ date, equity }, at) => ({ date, equity, drawdown: -(drawdowns[at] ?? 0) }));
}

export function packReport(report: BacktestReport): PackedReport {
  const { sessions, stocks, charts } = report.charts;
  return {
    curves: curvesOf(report).map(packCurve),
    trades: packTrades(report.trades),
    sessions: packSteps(sessions),
    stocks,
    charts: charts.map((chart) => (chart === null ? '' : packChart(chart))),
  };
}

function packCurve({ name, points }: Curve): PackedCurve {
  return {
    name,
    days: packSteps(points.map(({ date }) => dayNumber(date))),
    cents: packSteps(points.map(({ equity }) => Math.round(equity * CENTS))),
    drawdowns: packNumbers(points.map(({ drawdown }) => Math.round(drawdown * CENTS))),
  };
}

export function unpackReport(packed: PackedReport): ReportData {
  return {
    curves: packed.curves.map(unpackCurve),
    trades: unpackTrades(packed.trades),
    stocks: packed.stocks,
    sessions: unpackSteps(packed.sessions).map(dateOfDayNumber),
    chartOf: (trade) => {
      const chart = packed.charts[trade] ?? '';
      return chart === '' ? null : unpackChart(chart);
    },
  };
}

function unpackCurve({ name, days, cents, drawdowns }: PackedCurve): Curve {
  const [equity, below] = [unpackSteps(cents), unpackNumbers(drawdowns)];
  const points = unpackSteps(days).map((day, at) => ({
    date: dateOfDayNumber(day),
    equity: (equity[at] ?? 0) / CENTS,
    drawdown: (below[at] ?? 0) / CENTS,
  }));
  return { name, points };
}
