/** Bars that came over the network, held against the same truths as the rows of a price file. */
import type { Bar } from '../domain/bar.ts';
import { finding, type Finding } from '../domain/finding.ts';
import type { SessionDate } from '../domain/session-date.ts';
import type { Ticker } from '../domain/ticker.ts';
import { isInCalendar, isSession } from '../rules/market-calendar.ts';
import { faultOf } from './price-file.ts';

export type SiftedBars = { readonly bars: readonly Bar[]; readonly findings: readonly Finding[] };

export type BarsQuestion = {
  /** For findings: `alpaca`. */
  readonly source: string;
  readonly ticker: Ticker;
  /** Inclusive; a source may send more than it was asked for. */
  readonly from: SessionDate;
  readonly to: SessionDate;
};

/** Orders the rows by date; a row that cannot be true is left out, with a finding. */
export function siftBars(rows: readonly Bar[], question: BarsQuestion): SiftedBars {
  const bars: Bar[] = [];
  const findings: Finding[] = [];
  const asked = rows.filter(({ date }) => date >= question.from && date <= question.to);
  for (const row of asked.toSorted(byDate)) {
    const fault = dateFaultOf(row.date, bars.at(-1)?.date) ?? faultOf(row, bars.at(-1)?.close);
    if (fault === null) bars.push(row);
    else findings.push(rowFinding(question, fault));
  }
  return { bars, findings };
}

function byDate(a: Bar, b: Bar): number {
  if (a.date === b.date) return 0;
  return a.date < b.date ? -1 : 1;
}

function dateFaultOf(date: SessionDate, previous: SessionDate | undefined): string | null {
  if (!isInCalendar(date) || !isSession(date)) return `${date} is no session`;
  return date === previous ? `${date} occurs twice` : null;
}

function rowFinding({ source, ticker }: BarsQuestion, fault: string): Finding {
  const message = `${source} ${ticker}: ${fault}; the row is left out`;
  return finding('warning', 'PRICE_ROW_REFUSED', ticker, message, 'compare with another source');
}
