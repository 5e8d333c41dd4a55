/** The list of trades inside the report, packed: one row of numbers each, every text once. */
import { dateOfDayNumber, dayNumber, type SessionDate } from '../../domain/session-date.ts';
import type { Trade } from '../../rules/trade-rounding.ts';

/** A trade as its row and its details show it. */
export type ListedTrade = Omit<Trade, 'ticker' | 'exitReason' | 'grade' | 'gradeSource'> & {
  /** Its place in trades.csv, from 0: what is right for a chart, too. */
  readonly index: number;
  readonly ticker: string;
  readonly grade: string | null;
  readonly gradeSource: string | null;
  readonly exitReason: string;
};

type Cell = number | null;

export type PackedTrades = {
  readonly texts: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
};

export function packTrades(trades: readonly Trade[]): PackedTrades {
  const places = new Map<string, number>();
  const text = (value: string | null): Cell => {
    if (value === null) return null;
    const place = places.get(value) ?? places.size;
    places.set(value, place);
    return place;
  };
  const rows = trades.map((trade): Cell[] => [
    ...[text(trade.ticker), text(trade.companyName), text(trade.grade), text(trade.gradeSource)],
    ...[trade.score, trade.gapSize, day(trade.reportDate)],
    ...[day(trade.entryDate), trade.entryPrice, day(trade.exitDate), trade.exitPrice],
    ...[trade.shares, trade.invested, trade.pnl, trade.returnPct, trade.holdingDays],
    text(trade.exitReason),
  ]);
  return { texts: [...places.keys()], rows };
}

function day(date: SessionDate | null): Cell {
  return date === null ? null : dayNumber(date);
}

export function unpackTrades({ texts, rows }: PackedTrades): ListedTrade[] {
  const text = (cell: Cell | undefined): string | null => texts[cell ?? -1] ?? null;
  const number = (cell: Cell | undefined): number => cell ?? NaN;
  const date = (cell: Cell | undefined): SessionDate => dateOfDayNumber(cell ?? 0);
  return rows.map((row, index) => {
    const [ticker, companyName, grade, gradeSource, score, gapSize, reported] = row;
    const [entryDate, entryPrice, exitDate, exitPrice, shares] = row.slice(7);
    const [invested, pnl, returnPct, holdingDays, exitReason] = row.slice(12);
    return {
      index,
      ticker: text(ticker) ?? '',
      companyName: text(companyName),
      grade: text(grade),
      gradeSource: text(gradeSource),
      score: score ?? null,
      gapSize: gapSize ?? null,
      reportDate: typeof reported === 'number' ? date(reported) : null,
      entryDate: date(entryDate),
      entryPrice: number(entryPrice),
      exitDate: date(exitDate),
      exitPrice: number(exitPrice),
      shares: number(shares),
      invested: number(invested),
      pnl: number(pnl),
      returnPct: number(returnPct),
      holdingDays: number(holdingDays),
      exitReason: text(exitReason) ?? '',
    };
  });
}
