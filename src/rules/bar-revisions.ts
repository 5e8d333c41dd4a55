/** What a later delivery of bars says otherwise than an earlier one. A price of the past should not change; it does. */
import {
  barAt,
  closeAt,
  emptySeries,
  highAt,
  lowAt,
  openAt,
  volumeAt,
  type BarSeries,
} from '../domain/bar-series.ts';
import type { Bar } from '../domain/bar.ts';
import { numberAt } from '../domain/number-at.ts';

export type BarRevision = { readonly before: Bar; readonly after: Bar };

export type MergedBars = {
  /** The later bar wherever both have one; bars that only the earlier delivery has are kept. */
  readonly merged: BarSeries;
  readonly added: number;
  readonly revised: readonly BarRevision[];
  /** Bars within the later delivery's span that it does not have any more. */
  readonly withdrawn: readonly Bar[];
};

export function mergeBars(earlier: BarSeries, later: BarSeries): MergedBars {
  const [first, last] = [later.days[0] ?? Infinity, later.days.at(-1) ?? -Infinity];
  const picked: (readonly [series: BarSeries, at: number])[] = [];
  const revised: BarRevision[] = [];
  const withdrawn: Bar[] = [];
  let added = 0;
  let [e, l] = [0, 0];
  while (e < earlier.length || l < later.length) {
    const [old, now] = [earlier.days[e] ?? Infinity, later.days[l] ?? Infinity];
    if (old < now) {
      const bar = barAt(earlier, e);
      if (bar !== undefined && old >= first && old <= last) withdrawn.push(bar);
      picked.push([earlier, e]);
      e += 1;
      continue;
    }
    if (now < old) added += 1;
    else {
      const [before, after] = [barAt(earlier, e), barAt(later, l)];
      if (before !== undefined && after !== undefined && !isSame(before, after))
        revised.push({ before, after });
      e += 1;
    }
    picked.push([later, l]);
    l += 1;
  }
  return { merged: seriesFrom(picked), added, revised, withdrawn };
}

function isSame(a: Bar, b: Bar): boolean {
  return (['open', 'high', 'low', 'close', 'volume'] as const).every((name) => a[name] === b[name]);
}

function seriesFrom(picked: readonly (readonly [BarSeries, number])[]): BarSeries {
  const made = emptySeries(picked.length);
  picked.forEach(([series, at], index) => {
    made.days[index] = numberAt(series.days, at);
    made.open[index] = openAt(series, at);
    made.high[index] = highAt(series, at);
    made.low[index] = lowAt(series, at);
    made.close[index] = closeAt(series, at);
    made.volume[index] = volumeAt(series, at);
  });
  return made;
}
