/** Daily equity: what closed trades made, and what open positions are worth at the close. */
import type { SessionDate } from '../src/domain/session-date.ts';
import type { BookOf } from '../src/plans/book-step.ts';
import type { EquityPoint } from '../src/rules/equity-measures.ts';
import type { Trade } from '../src/rules/trade-rounding.ts';
import type { Simulation } from './simulated-book.ts';

type Marks = { realized: number; unrealized: number; marketValue: number; positions: number };

export type EquityLedger = {
  readonly realize: (session: SessionDate, trades: readonly Trade[]) => void;
  readonly mark: <Price extends number>(
    session: SessionDate,
    book: BookOf<Price>,
    simulation: Simulation<Price>,
  ) => void;
  /** One point for each session that was lived through, on top of `capital` dollars. */
  readonly points: (capital: number) => EquityPoint[];
  readonly peakPositions: () => number;
};

export function openEquityLedger(): EquityLedger {
  const marks = new Map<SessionDate, Marks>();
  const at = (session: SessionDate): Marks => {
    const found = marks.get(session) ?? {
      realized: 0,
      unrealized: 0,
      marketValue: 0,
      positions: 0,
    };
    marks.set(session, found);
    return found;
  };
  return {
    realize(session, trades) {
      const mark = at(session);
      for (const { pnl } of trades) mark.realized += pnl;
    },
    mark(session, { positions }, { history, profile: { pricing } }) {
      const mark = at(session);
      for (const position of positions) {
        const close = history.closeOf(position.ticker, session);
        const entry = pricing.toDollars(position.entryPrice);
        mark.unrealized += position.shares * ((close ?? entry) - entry);
        mark.marketValue += position.shares * (close ?? entry);
      }
      mark.positions += positions.length;
    },
    points(capital) {
      let realized = 0;
      return [...marks]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([date, mark]) => {
          realized += mark.realized;
          const { marketValue, positions } = mark;
          return { date, equity: capital + realized + mark.unrealized, marketValue, positions };
        });
    },
    peakPositions: () => Math.max(0, ...[...marks.values()].map(({ positions }) => positions)),
  };
}
