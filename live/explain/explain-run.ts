import type { Split } from '../../src/domain/bar.ts';
import type { ExplainedSection, Explanation } from '../../src/domain/explanation.ts';
import { PRIMARY } from '../../src/domain/strategy.ts';
import type { Ticker } from '../../src/domain/ticker.ts';
import type { DecidedBook } from '../../src/contracts/decision-record.ts';
import type { StateChange } from '../../src/contracts/run-bundle.ts';
import { explainSession } from '../../src/plans/explain-session.ts';
import { restateMarket, type Market } from '../../src/rules/decision-bars.ts';
import { explainOrders } from './explain-orders.ts';

export type ExplainedRun = {
  readonly runId: string;
  readonly market: Market;
  readonly books: readonly DecidedBook[];
  /** What the executors of that session did to the state, in their order. */
  readonly executed: readonly StateChange[];
};

/** What both books decided about a stock, and for the executed one what came of it; nothing for a stock they did not see. */
export function explainRun(run: ExplainedRun, ticker: Ticker): Explanation[] {
  return run.books.flatMap((book) => {
    const decided = explainSession(factsOf(book, run.market), book.rules, ticker);
    if (decided.length === 0) return [];
    const orders: ExplainedSection[] =
      book.strategy === PRIMARY ? explainOrders(run.executed, ticker, book.rules) : [];
    const heading = `session ${book.trade_date}, decided as of the close of ${book.as_of}, run ${run.runId}`;
    return [{ ticker, book: book.strategy, heading, sections: [...decided, ...orders] }];
  });
}

/** The market in the share terms of that book: splits it was counted in already are applied to the bars. */
function factsOf(book: DecidedBook, told: Market) {
  const remains = (split: Split): boolean =>
    book.splits.some(({ ticker, exDate }) => ticker === split.ticker && exDate === split.exDate);
  const applied = told.splits.filter((split) => !remains(split));
  const market = restateMarket({ bars: told.bars, splits: told.splits }, applied);
  return {
    tradeDate: book.trade_date,
    asOf: book.as_of,
    book: book.book,
    candidates: book.candidates,
    blocked: new Map(book.blocked),
    disputed: new Set(book.disputed),
    market,
  };
}
