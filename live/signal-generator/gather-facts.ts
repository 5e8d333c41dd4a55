import type { SpinOff, Split } from '../../src/domain/bar.ts';
import type { Finding } from '../../src/domain/finding.ts';
import { addDays, type SessionDate } from '../../src/domain/session-date.ts';
import type { Ticker } from '../../src/domain/ticker.ts';
import type { StrategyRules } from '../../src/domain/strategy.ts';
import type { PriceSource } from '../../src/ports/price-source.ts';
import type { StateReads } from '../../src/ports/state-store.ts';
import type { Market } from '../../src/rules/decision-bars.ts';

export type MarketFacts = {
  readonly market: Market;
  /** What happened to the stocks besides regular dividends. */
  readonly actions: readonly (Split | SpinOff)[];
  readonly findings: readonly Finding[];
};

export type MarketQuestion = {
  readonly tradeDate: SessionDate;
  readonly asOf: SessionDate;
  readonly shadow: StrategyRules;
};

/**
 * Bars for what both books hold or are about to hold, from the look-back of the oldest decision still to be made up to
 * `asOf`, and splits up to the trade date.
 */
export async function gatherMarket(
  prices: PriceSource,
  store: StateReads,
  question: MarketQuestion,
): Promise<MarketFacts> {
  const { tradeDate, asOf, shadow } = question;
  const shadowAsOf = store.shadowAsOf(shadow.name) ?? asOf;
  const book = store.openPositions();
  const shadowBook = store.shadowPositions(shadow.name);
  const entering = store.shadowPlan(shadow.name, asOf)?.entries ?? [];
  const tickers = [
    ...new Set<Ticker>([...book, ...shadowBook, ...entering].map(({ ticker }) => ticker)),
  ].sort();
  if (tickers.length === 0)
    return { market: { bars: new Map(), splits: [] }, actions: [], findings: [] };
  const oldest =
    [asOf, shadowAsOf, ...book.map((position) => position.entryDate)].sort()[0] ?? asOf;
  const from = addDays(oldest, -shadow.lookbackDays);
  const { bars, findings } = await prices.bars(tickers, from, asOf);
  const known = await prices.corporateActions(tickers, from, tradeDate);
  const actions = known.actions.filter((action) => action.type !== 'dividend');
  const splits = actions.filter((action) => action.type === 'split');
  return { market: { bars, splits }, actions, findings: [...findings, ...known.findings] };
}
