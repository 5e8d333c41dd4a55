/**
 * The bars, stops and trend readings around each trade, for the charts of the report. Every bar is read once, however
 * many trades of its stock see it, and no more of them than a file can carry.
 */
import { dayNumber, mondayOf, type SessionDate } from '../src/domain/session-date.ts';
import type { Split } from '../src/domain/bar.ts';
import type { StrategyRules } from '../src/domain/strategy.ts';
import type { Ticker } from '../src/domain/ticker.ts';
import type { Holding, Pricing } from '../src/rules/pricing.ts';
import { judgeTrend } from '../src/rules/trailing-stop.ts';
import type { Trade } from '../src/rules/trade-rounding.ts';
import {
  packStock,
  type PackedStock,
  type PlacedBar,
  type PlacedPrice,
  type PlacedSplit,
  type TradeChart,
  type TradeCharts,
} from '../src/views/backtest-report/trade-charts.ts';
import { groupBy } from './group-by.ts';
import type { PriceHistory } from './price-history.ts';

export type ChartRules<Price extends number> = {
  readonly rules: Pick<StrategyRules, 'stopLossPct' | 'transitionWeeks'>;
  readonly pricing: Pricing<Price>;
};

export const SESSIONS_BEFORE = 30;
export const SESSIONS_AFTER = 10;
/** Some eight characters each: more would make a file that no phone opens. */
export const MOST_BARS = 900_000;

type Window = { readonly trade: Trade; readonly first: number; readonly last: number };
type Calendar = {
  readonly sessions: readonly SessionDate[];
  readonly mondays: readonly SessionDate[];
  readonly placeOf: ReadonlyMap<SessionDate, number>;
};

/** What all charts of a run are made with. */
type Maker<Price extends number> = ChartRules<Price> & {
  readonly history: PriceHistory;
  readonly calendar: Calendar;
};

export function collectTradeCharts<Price extends number>(
  trades: readonly Trade[],
  history: PriceHistory,
  chartRules: ChartRules<Price>,
  mostBars = MOST_BARS,
): TradeCharts {
  const calendar = calendarOf(history);
  const maker = { ...chartRules, history, calendar };
  const splits = splitsByTicker(history);
  const windows = affordable(
    trades.map((trade) => windowOf(trade, calendar, splits.get(trade.ticker) ?? [])),
    mostBars,
  );
  const stocks: Record<string, PackedStock> = {};
  const charts = new Map<Trade, TradeChart>();
  for (const [ticker, own] of groupBy(windows, ({ trade }) => trade.ticker)) {
    const bars = barsIn(ticker, own, history);
    const stock = { bars, splits: splits.get(ticker) ?? [] };
    stocks[ticker] = packStock(bars, placed(stock.splits, own, calendar));
    for (const window of own) charts.set(window.trade, chartOf(window, stock, maker));
  }
  return {
    sessions: calendar.sessions.map(dayNumber),
    stocks,
    charts: trades.map((trade) => charts.get(trade) ?? null),
  };
}

function calendarOf({ sessions }: PriceHistory): Calendar {
  return {
    sessions,
    mondays: sessions.map(mondayOf),
    placeOf: new Map(sessions.map((session, at) => [session, at])),
  };
}

function splitsByTicker({ sessions, splitsOn }: PriceHistory): Map<Ticker, Split[]> {
  return groupBy(
    sessions.flatMap((session) => splitsOn(session)),
    ({ ticker }) => ticker,
  );
}

/** From a while before the entry to a little after the exit; a split after the exit ends it, for its terms are others. */
function windowOf(
  trade: Trade,
  { sessions, placeOf }: Calendar,
  splits: readonly Split[],
): Window | null {
  const [entry, exit] = [placeOf.get(trade.entryDate), placeOf.get(trade.exitDate)];
  if (entry === undefined || exit === undefined) return null;
  const next = splits.find(({ exDate }) => exDate > trade.exitDate)?.exDate;
  const end = next === undefined ? Infinity : (placeOf.get(next) ?? Infinity) - 1;
  return {
    trade,
    first: Math.max(0, entry - SESSIONS_BEFORE),
    last: Math.min(exit + SESSIONS_AFTER, end, sessions.length - 1),
  };
}

/** The widest gains and losses first, as many as there is room for. */
function affordable(windows: readonly (Window | null)[], mostBars: number): Window[] {
  const all = windows.filter((window) => window !== null);
  const width = ({ first, last }: Window): number => last - first + 1;
  if (all.reduce((sum, window) => sum + width(window), 0) <= mostBars) return all;
  let room = mostBars;
  const byWeight = [...all].sort((a, b) => Math.abs(b.trade.pnl) - Math.abs(a.trade.pnl));
  const kept = new Set(byWeight.filter((window) => (room -= width(window)) >= 0));
  return all.filter((window) => kept.has(window));
}

/** Ascending, each session once. */
function barsIn(ticker: Ticker, windows: readonly Window[], history: PriceHistory): PlacedBar[] {
  const bars: PlacedBar[] = [];
  let next = 0;
  for (const { first, last } of [...windows].sort((a, b) => a.first - b.first)) {
    for (let at = Math.max(first, next); at <= last; at += 1) {
      const session = history.sessions[at];
      const bar = session === undefined ? undefined : history.wholeBarOn(ticker, session);
      if (bar !== undefined)
        bars.push({ at, open: bar.open, high: bar.high, low: bar.low, close: bar.close });
    }
    next = Math.max(next, last + 1);
  }
  return bars;
}

function placed(
  splits: readonly Split[],
  windows: readonly Window[],
  { placeOf }: Calendar,
): PlacedSplit[] {
  return splits.flatMap(({ exDate, ratio }) => {
    const at = placeOf.get(exDate) ?? -1;
    const isSeen = windows.some(({ first, last }) => first < at && at <= last);
    return isSeen ? [{ at, ratio }] : [];
  });
}

type Stock = { readonly bars: readonly PlacedBar[]; readonly splits: readonly Split[] };

function chartOf<Price extends number>(
  { trade, first, last }: Window,
  { bars, splits }: Stock,
  maker: Maker<Price>,
): TradeChart {
  const { placeOf } = maker.calendar;
  const [entry, exit] = [placeOf.get(trade.entryDate) ?? -1, placeOf.get(trade.exitDate) ?? -1];
  const held = bars.filter(({ at }) => entry <= at && at <= exit);
  return {
    first,
    last,
    stops: stopsOf(trade, held, splits, maker),
    trend: trendOf(trade, held, maker),
  };
}

/** The stop as it was set at the fill, then after each split: the same functions that set it in the simulation. */
function stopsOf<Price extends number>(
  trade: Trade,
  held: readonly PlacedBar[],
  splits: readonly Split[],
  { pricing, rules, calendar: { placeOf } }: Maker<Price>,
): PlacedPrice[] {
  const [entry] = held;
  if (entry === undefined) return [];
  const entryPrice = pricing.fromDollars(entry.open);
  const stopPrice = pricing.stopFor(entryPrice, rules.stopLossPct);
  let holding: Holding<Price> = {
    ...trade,
    ...{ positionId: 0, stopOrderId: null, plannedExit: null },
    ...{ entryPrice, stopPrice },
  };
  const stops = [{ at: entry.at, price: pricing.toDollars(stopPrice) }];
  for (const split of splits) {
    const at = placeOf.get(split.exDate);
    if (at === undefined || split.exDate <= trade.entryDate || split.exDate > trade.exitDate)
      continue;
    holding = pricing.split(holding, split);
    stops.push({ at, price: pricing.toDollars(holding.stopPrice) });
  }
  return stops;
}

/** What was asked at the week ends before the exit: only the last bar of a week can be one. */
function trendOf<Price extends number>(
  { ticker, entryDate, exitDate }: Trade,
  held: readonly PlacedBar[],
  { history, rules: { transitionWeeks }, calendar: { sessions, mondays } }: Maker<Price>,
): PlacedPrice[] {
  if (!Number.isFinite(transitionWeeks)) return [];
  const trend: PlacedPrice[] = [];
  for (const [index, { at }] of held.entries()) {
    const asOf = sessions[at];
    if (asOf === undefined || asOf >= exitDate) continue;
    if (mondays[at] === mondays[held[index + 1]?.at ?? -1]) continue;
    const { indicator } = judgeTrend(history.trendOf(ticker, asOf), entryDate, transitionWeeks);
    if (indicator !== null) trend.push({ at, price: indicator });
  }
  return trend;
}
