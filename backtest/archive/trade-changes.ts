/** Which trades of a backtest come out otherwise by other prices. */
import type { Trade } from '../../src/rules/trade-rounding.ts';

export type TradeChange = { readonly before: Trade | null; readonly after: Trade | null };

/** Trades are the same trade when stock and entry date are; in the order of their entries. */
export function tradeChanges(before: readonly Trade[], after: readonly Trade[]): TradeChange[] {
  const key = ({ entryDate, ticker, reportDate }: Trade): string =>
    `${entryDate} ${ticker} ${reportDate ?? ''}`;
  const old = new Map(before.map((trade) => [key(trade), trade]));
  const now = new Map(after.map((trade) => [key(trade), trade]));
  return [...new Set([...old.keys(), ...now.keys()])]
    .sort()
    .map((name) => ({ before: old.get(name) ?? null, after: now.get(name) ?? null }))
    .filter((change) => JSON.stringify(change.before) !== JSON.stringify(change.after));
}
