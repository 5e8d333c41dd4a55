/** A made-up market: every stock stands still but on the days that are told. One source for the broker and the plan. */
import type { Bar, Split } from '../../src/domain/bar.ts';
import { sessionDate, type SessionDate } from '../../src/domain/session-date.ts';
import { ticker, type Ticker } from '../../src/domain/ticker.ts';
import type { PaperMarket } from '../../src/paper-broker/paper-state.ts';
import type { PriceSource } from '../../src/ports/price-source.ts';
import { isSession, sessionsBetween } from '../../src/rules/market-calendar.ts';

/** Open, high, low, close. */
export type Prices = readonly [number, number, number, number];

export type Stock = {
  readonly steady: number;
  /** The price it stands at from that session on. */
  readonly from?: Readonly<Record<string, number>>;
  readonly days?: Readonly<Record<string, Prices>>;
};

export type Stocks = Readonly<Record<string, Stock>>;

export type SplitOf = { readonly ticker: string; readonly exDate: string; readonly ratio: number };

export type CampaignMarket = {
  readonly market: PaperMarket;
  readonly prices: PriceSource;
  readonly splits: readonly SplitOf[];
};

const still = (price: number): Prices => [price, price, price, price];

function pricesOn({ steady, from, days }: Stock, date: string): Prices {
  const told = days?.[date];
  if (told !== undefined) return told;
  const since = Object.keys(from ?? {})
    .filter((begin) => begin <= date)
    .sort()
    .at(-1);
  return still(since === undefined ? steady : (from?.[since] ?? steady));
}

export function campaignMarket(stocks: Stocks, splits: readonly SplitOf[] = []): CampaignMarket {
  const kept = new Map<string, Bar | undefined>();
  const bar = (symbol: string, date: SessionDate): Bar | undefined => {
    const key = `${symbol} ${date}`;
    if (kept.has(key)) return kept.get(key);
    const made = barOf(stocks[symbol], date);
    kept.set(key, made);
    return made;
  };
  const known: readonly Split[] = splits.map(({ ticker: symbol, exDate, ratio }) => ({
    type: 'split',
    ticker: ticker(symbol),
    exDate: sessionDate(exDate),
    ratio,
  }));
  return {
    market: {
      bar,
      actionsOn: (date, symbols) =>
        known.filter((split) => split.exDate === date && symbols.includes(split.ticker)),
      isKnown: (symbol) => Object.hasOwn(stocks, symbol),
    },
    prices: sourceOf(bar, stocks, known),
    splits,
  };
}

function barOf(stock: Stock | undefined, date: SessionDate): Bar | undefined {
  if (stock === undefined || !isSession(date)) return undefined;
  const [open, high, low, close] = pricesOn(stock, date);
  return { date, open, high, low, close, volume: 1_000_000 };
}

function sourceOf(bar: PaperMarket['bar'], stocks: Stocks, splits: readonly Split[]): PriceSource {
  const series = new Map<string, readonly Bar[]>();
  const barsOf = (symbol: Ticker, from: SessionDate, to: SessionDate): readonly Bar[] => {
    const key = `${symbol} ${from} ${to}`;
    const made =
      series.get(key) ?? sessionsBetween(from, to).flatMap((date) => bar(symbol, date) ?? []);
    series.set(key, made);
    return made;
  };
  return {
    bars: (tickers, from, to) =>
      Promise.resolve({
        bars: new Map(
          tickers
            .filter((symbol) => Object.hasOwn(stocks, symbol))
            .map((symbol) => [symbol, barsOf(symbol, from, to)] as const),
        ),
        findings: [],
      }),
    corporateActions: (tickers, from, to) =>
      Promise.resolve({
        actions: splits.filter(
          ({ ticker: symbol, exDate }) =>
            tickers.includes(symbol) && exDate >= from && exDate <= to,
        ),
        findings: [],
      }),
  };
}
