/** What a span of time lets through, and what runs of one experiment share. */
import type { SessionDate } from '../../src/domain/session-date.ts';
import { entrySession } from '../entry-schedule.ts';
import type { PriceHistory } from '../price-history.ts';
import type { Lens } from '../run-backtest.ts';
import { cutHistory } from './cut-history.ts';

type Span = { readonly from: SessionDate; readonly to: SessionDate };
export type SpanLens = (span: Span | null) => Lens;

/** Readings that a history keeps grow with it: few are held at a time. */
const MOST_HISTORIES = 3;

/** The lens over one set of prices. A history is opened once for each question that is asked of it. */
export function openSpanLens(): SpanLens {
  const histories = new Map<string, PriceHistory>();
  return (span) => ({
    history(open, { trailing, lookbackDays }) {
      const key = JSON.stringify([trailing, lookbackDays]);
      const history = histories.get(key) ?? open();
      histories.delete(key);
      histories.set(key, history);
      const [oldest] = histories.keys();
      if (histories.size > MOST_HISTORIES && oldest !== undefined) histories.delete(oldest);
      return span === null ? history : cutHistory(history, span.to);
    },
    candidates(candidates, simulation) {
      if (span === null) return candidates;
      return candidates.filter((candidate) => {
        const session = entrySession(candidate, simulation);
        return session !== undefined && session >= span.from && session <= span.to;
      });
    },
  });
}
