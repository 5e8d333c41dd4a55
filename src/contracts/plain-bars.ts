/**
 * The rows of a price file that need no second look, read in one loop: a session after the one before, numbers of at
 * most fifteen digits, and a calm bar. Nearly every row of nearly every file is one, and loading a folder is the time
 * this loop takes; so it counts with its own variables, calls nothing and makes nothing.
 */
import type { OpenSeries } from '../domain/bar-series.ts';
import { isSessionDay } from '../rules/market-calendar.ts';
import { COMMA, DATE, dayAt, DOT, MOST_DIGITS, NEWLINE, NINE, RETURN, ZERO } from './price-rows.ts';

const values = new Float64Array(5);
const POWERS = Float64Array.from({ length: MOST_DIGITS + 1 }, (_, exponent) => 10 ** exponent);

/**
 * A bar whose high lies so little above its low is true beside any other bar: all its prices lie within a third of each
 * other, where a stray print lies three quarters off and an impossible one six times.
 */
const CALM = 1.3;

export type PlainQuestion = {
  readonly bytes: Uint8Array;
  /** What the columns are: the date first, then the slots of open, high, low, close, volume, or what is passed over. */
  readonly kinds: Uint8Array;
  /** Day numbers, inclusive. */
  readonly from: number;
  readonly to: number;
};

/** Where the loop stands: behind how many bars, after which day, at which byte, in front of which line. */
export type PlainPlace = { bars: number; day: number; at: number; line: number };

/** Fills `into` and moves `place` to the first row that somebody must look at, or to the end of file or columns. */
export function gatherPlainBars(
  { bytes, kinds, from, to }: PlainQuestion,
  into: OpenSeries,
  place: PlainPlace,
): void {
  const { days, open, high, low, close, volume, length } = into;
  const columns = kinds.length;
  let { bars, day: before, at: start, line } = place;
  while (bars < length && start < bytes.length) {
    const day = dayAt(bytes, start);
    if (!(day > before && day >= from && day <= to) || !isSessionDay(day)) break;
    let at = start + 10;
    let column = 1;
    let isPlain = true;
    for (; column < columns; column += 1) {
      if (bytes[at] !== COMMA) break;
      at += 1;
      const slot = kinds[column] ?? DATE;
      if (slot >= DATE) {
        for (;;) {
          const byte = bytes[at] ?? NEWLINE;
          if (byte === COMMA || byte === NEWLINE || byte === RETURN) break;
          at += 1;
        }
        continue;
      }
      const first = at;
      let number = 0;
      let point = 0;
      let decimals = 0;
      for (;;) {
        const byte = bytes[at] ?? NEWLINE;
        if (byte >= ZERO && byte <= NINE) {
          number = number * 10 + (byte - ZERO);
          decimals += point;
        } else if (byte === DOT && point === 0 && at > first) point = 1;
        else break;
        at += 1;
      }
      const digits = at - first - point;
      if (digits === 0 || digits > MOST_DIGITS || point > decimals) isPlain = false;
      values[slot] = decimals === 0 ? number : number / (POWERS[decimals] ?? NaN);
    }
    if (bytes[at] === RETURN) at += 1;
    if (column < columns || !isPlain || (at < bytes.length && bytes[at] !== NEWLINE)) break;
    const lowest = values[2] ?? NaN;
    const highest = values[1] ?? NaN;
    const opened = values[0] ?? NaN;
    const closed = values[3] ?? NaN;
    const isInside = lowest <= opened && opened <= highest && lowest <= closed && closed <= highest;
    if (!isInside || !(lowest > 0 && highest <= lowest * CALM)) break;
    days[bars] = day;
    open[bars] = opened;
    high[bars] = highest;
    low[bars] = lowest;
    close[bars] = closed;
    volume[bars] = values[4] ?? NaN;
    bars += 1;
    before = day;
    start = at + 1;
    line += 1;
  }
  place.bars = bars;
  place.day = before;
  place.at = start;
  place.line = line;
}
