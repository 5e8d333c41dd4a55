import type { BarColumns } from '../../contracts/run-bundle.ts';
import type { Bar } from '../../domain/bar.ts';
import { sessionDate } from '../../domain/session-date.ts';
import { ticker, type Ticker } from '../../domain/ticker.ts';

export function columnsOf(bars: ReadonlyMap<Ticker, readonly Bar[]>): BarColumns[] {
  return [...bars].map(([name, own]) => ({
    ticker: name,
    date: own.map(({ date }) => date),
    open: own.map(({ open }) => open),
    high: own.map(({ high }) => high),
    low: own.map(({ low }) => low),
    close: own.map(({ close }) => close),
    volume: own.map(({ volume }) => volume),
  }));
}

export function barsOf(columns: readonly BarColumns[]): Map<Ticker, readonly Bar[]> {
  return new Map(
    columns.map(({ ticker: name, date, open, high, low, close, volume }) => [
      ticker(name),
      date.map((day, at) => ({
        date: sessionDate(day),
        open: open[at] ?? NaN,
        high: high[at] ?? NaN,
        low: low[at] ?? NaN,
        close: close[at] ?? NaN,
        volume: volume[at] ?? NaN,
      })),
    ]),
  );
}
