/** Which weekly verdicts come out otherwise when the bars of the past are not what they were. */
import { closeAt, dateAt, firstFrom, indexOf, type BarSeries } from '../domain/bar-series.ts';
import type { Split } from '../domain/bar.ts';
import { dayNumber, type SessionDate } from '../domain/session-date.ts';
import type { TrailingStop } from '../domain/strategy.ts';
import { decisionWindow } from './decision-bars.ts';
import { isLastSessionOfWeek } from './market-calendar.ts';
import { readTrendOf } from './trailing-stop.ts';

/** What the trend of a stock said at a week's end, whoever held it. */
export type WeekEndVerdict = {
  readonly close: number;
  readonly indicator: number;
  /** The close lies below the indicator: a position past its transition is sold. */
  readonly breaks: boolean;
};

export type VerdictChange = {
  readonly asOf: SessionDate;
  readonly trailing: TrailingStop;
  /** Null where there was no bar, or not yet enough of them. */
  readonly before: WeekEndVerdict | null;
  readonly after: WeekEndVerdict | null;
};

export type BarsOfStock = { readonly series: BarSeries; readonly splits: readonly Split[] };

/** Week ends from `from` on, as far as a look-back from them reaches a bar up to `to`. */
export function verdictChanges(
  before: BarsOfStock,
  after: BarsOfStock,
  span: { readonly from: SessionDate; readonly to: SessionDate },
  rules: { readonly trailing: TrailingStop; readonly lookbackDays: number },
): VerdictChange[] {
  const last = dayNumber(span.to) + rules.lookbackDays;
  const { series } = after;
  const changes: VerdictChange[] = [];
  for (let at = firstFrom(series, dayNumber(span.from)); at < series.length; at += 1) {
    const asOf = dateAt(series, at);
    if (dayNumber(asOf) > last) break;
    if (!isLastSessionOfWeek(asOf)) continue;
    const [old, now] = [verdictAt(before, asOf, rules), verdictAt(after, asOf, rules)];
    if (old?.breaks !== now?.breaks)
      changes.push({ asOf, trailing: rules.trailing, before: old, after: now });
  }
  return changes;
}

function verdictAt(
  { series, splits }: BarsOfStock,
  asOf: SessionDate,
  { trailing, lookbackDays }: { readonly trailing: TrailingStop; readonly lookbackDays: number },
): WeekEndVerdict | null {
  const day = dayNumber(asOf);
  const at = indexOf(series, day);
  const reading = readTrendOf(at < 0 ? undefined : closeAt(series, at), asOf, trailing, () =>
    decisionWindow(series, splits, { asOf, fromDay: day - lookbackDays }),
  );
  const { close, indicator } = reading;
  if (close === null || indicator === undefined) return null;
  return { close, indicator, breaks: close < indicator };
}
