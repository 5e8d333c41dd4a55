/** One trade as it is drawn: every price in the share terms of its exit, every place the number of a bar. */
import type { SessionDate } from '../../domain/session-date.ts';
import type { ListedTrade } from './packed-trades.ts';
import type { ReportData } from './report-data.ts';
import { unpackBars, type PlacedBar, type PlacedPrice, type PlacedSplit } from './trade-charts.ts';

export type TradePicture = {
  readonly dates: readonly SessionDate[];
  readonly bars: readonly Omit<PlacedBar, 'at'>[];
  readonly entry: PicturedPrice;
  readonly exit: PicturedPrice;
  readonly stops: readonly (PicturedPrice & { readonly to: number })[];
  readonly trend: readonly PicturedPrice[];
  readonly splits: readonly { readonly bar: number; readonly ratio: number }[];
  /** The stops as they were set, each in the terms of its day. */
  readonly stopsAsSet: readonly { readonly date: SessionDate; readonly price: number }[];
};

export type PicturedPrice = { readonly bar: number; readonly price: number };

/** Keeps the bars of each stock once they are unpacked. */
export function pictureMaker(data: ReportData): (trade: ListedTrade) => TradePicture | null {
  const unpacked = new Map<string, PlacedBar[]>();
  const barsOf = (ticker: string): PlacedBar[] => {
    const stock = data.stocks[ticker];
    const bars = unpacked.get(ticker) ?? (stock === undefined ? [] : unpackBars(stock));
    unpacked.set(ticker, bars);
    return bars;
  };
  return (trade) => {
    const chart = data.chartOf(trade.index);
    if (chart === null) return null;
    const bars = barsOf(trade.ticker).filter(({ at }) => at >= chart.first && at <= chart.last);
    const splits = data.stocks[trade.ticker]?.splits ?? [];
    return pictureOf(trade, { ...chart, bars, splits }, data.sessions);
  };
}

type Drawn = {
  readonly bars: readonly PlacedBar[];
  readonly splits: readonly PlacedSplit[];
  readonly stops: readonly PlacedPrice[];
  readonly trend: readonly PlacedPrice[];
};

function pictureOf(
  trade: ListedTrade,
  { bars, splits, stops, trend }: Drawn,
  sessions: readonly SessionDate[],
): TradePicture | null {
  const dateOf = (at: number): SessionDate => sessions[at] ?? trade.entryDate;
  const barFrom = (at: number): number => bars.findIndex((bar) => bar.at >= at);
  const placeOf = (date: SessionDate): number => bars.findIndex((bar) => dateOf(bar.at) >= date);
  const [entry, exit] = [placeOf(trade.entryDate), placeOf(trade.exitDate)];
  const [firstBar, exitBar] = [bars[0], bars[exit]];
  if (firstBar === undefined || exitBar === undefined || entry === -1) return null;
  const seen = splits.filter(({ at }) => at > firstBar.at && at <= exitBar.at);
  const terms = (at: number): number =>
    seen.reduce((product, split) => (at < split.at ? product * split.ratio : product), 1);
  const placed = ({ at, price }: PlacedPrice): PicturedPrice => ({
    bar: barFrom(at),
    price: price / terms(at),
  });
  const levels = stops.map(placed);
  return {
    dates: bars.map(({ at }) => dateOf(at)),
    bars: bars.map(({ at, open, high, low, close }) => {
      const divisor = terms(at);
      return {
        ...{ open: open / divisor, high: high / divisor },
        ...{ low: low / divisor, close: close / divisor },
      };
    }),
    entry: { bar: entry, price: trade.entryPrice },
    exit: { bar: exit, price: trade.exitPrice },
    stops: levels.map((level, index) => ({ ...level, to: levels[index + 1]?.bar ?? exit })),
    trend: trend.map(placed),
    splits: seen.map(({ at, ratio }) => ({ bar: barFrom(at), ratio })),
    stopsAsSet: stops.map(({ at, price }) => ({ date: dateOf(at), price })),
  };
}
