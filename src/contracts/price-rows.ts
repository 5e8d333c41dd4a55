/**
 * The rows of a price file, byte by byte. Of hundreds of thousands of rows nearly all are plain: a date, and numbers of
 * at most fifteen digits. Those are read without making a text of them; for the others the caller gets the text and
 * judges it. Both ways read the same number: a mantissa below 2^53 divided once by a power of ten is rounded correctly,
 * as `Number` is.
 */

/** What stands in a column: the date, the value of a slot, or nothing that is asked for. */
export type ColumnKind = 'date' | 'skip' | number;

export type PriceRows = {
  /** Moves to the next row that is not blank; false behind the last one. */
  next: () => boolean;
  /** Counted from 1, the header included. */
  line: () => number;
  /** Days since 1970-01-01 when the date is plain; NaN when the row's text must be asked. */
  day: () => number;
  /** Reads the numbers of the row into `values`; false when the row's text must be asked. */
  readValues: () => boolean;
  readonly values: Float64Array;
  text: () => string;
};

const [NEWLINE, RETURN, COMMA, DOT, DASH, ZERO, NINE] = [10, 13, 44, 46, 45, 48, 57];
const MOST_DIGITS = 15;
const POWERS = Array.from({ length: MOST_DIGITS + 1 }, (_, exponent) => 10 ** exponent);

/** The first line, without its end, and where the second one begins. */
export function headerOf(bytes: Uint8Array): { readonly text: string; readonly end: number } {
  const end = bytes.indexOf(NEWLINE);
  const stop = end < 0 ? bytes.length : end;
  return { text: textOf(bytes, 0, stop), end: end < 0 ? bytes.length : end + 1 };
}

/** `columns` by position; a row of another width is not plain. `slots` is how many values a row has. */
// eslint-disable-next-line max-lines-per-function -- one cursor; its parts share it
export function priceRows(
  bytes: Uint8Array,
  from: number,
  columns: readonly ColumnKind[],
  slots: number,
): PriceRows {
  const values = new Float64Array(slots);
  let [start, end, following, line] = [from, from, from, 1];
  let cell = 0;

  /** Leaves `cell` behind the date, or says NaN. */
  const readDate = (): number => {
    const at = cell;
    if (at + 10 > end || bytes[at + 4] !== DASH || bytes[at + 7] !== DASH) return NaN;
    const year = digits(bytes, at, 4);
    const month = digits(bytes, at + 5, 2);
    const day = digits(bytes, at + 8, 2);
    cell = at + 10;
    return dayOf(year, month, day);
  };

  /** Leaves `cell` behind the number, or says NaN. */
  const readNumber = (): number => {
    let mantissa = 0;
    let count = 0;
    let decimals = -1;
    let at = cell;
    for (; at < end; at += 1) {
      const byte = bytes[at] ?? 0;
      if (byte >= ZERO && byte <= NINE) {
        mantissa = mantissa * 10 + (byte - ZERO);
        count += 1;
      } else if (byte === DOT && decimals < 0 && count > 0) decimals = count;
      else break;
    }
    cell = at;
    if (count === 0 || count > MOST_DIGITS || decimals === count) return NaN;
    return decimals < 0 ? mantissa : mantissa / (POWERS[count - decimals] ?? NaN);
  };

  const skipCell = (): void => {
    while (cell < end && bytes[cell] !== COMMA) cell += 1;
  };

  return {
    values,
    line: () => line,
    text: () => textOf(bytes, start, end),
    next: () => {
      for (;;) {
        if (following >= bytes.length) return false;
        start = following;
        const newline = bytes.indexOf(NEWLINE, start);
        const stop = newline < 0 ? bytes.length : newline;
        following = stop + 1;
        end = stop > start && bytes[stop - 1] === RETURN ? stop - 1 : stop;
        line += 1;
        if (!isBlank(bytes, start, end)) return true;
      }
    },
    day: () => {
      cell = start;
      for (const column of columns) {
        if (column === 'date') return readDate();
        skipCell();
        cell += 1;
      }
      return NaN;
    },
    readValues: () => {
      cell = start;
      for (let at = 0; at < columns.length; at += 1) {
        const column = columns[at];
        if (typeof column === 'number') {
          const value = readNumber();
          if (value !== value) return false;
          values[column] = value;
        } else skipCell();
        const isLast = at === columns.length - 1;
        if (isLast ? cell !== end : bytes[cell] !== COMMA || cell >= end) return false;
        cell += 1;
      }
      return true;
    },
  };
}

/** NaN when one of them is no digit. */
function digits(bytes: Uint8Array, at: number, count: number): number {
  let value = 0;
  for (let index = at; index < at + count; index += 1) {
    const byte = bytes[index] ?? 0;
    if (byte < ZERO || byte > NINE) return NaN;
    value = value * 10 + (byte - ZERO);
  }
  return value;
}

const DAYS_BEFORE_MONTH = [0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365];

/** Days since 1970-01-01 of a date of the Gregorian calendar; NaN when there is no such date. */
function dayOf(year: number, month: number, day: number): number {
  if (!(month >= 1 && month <= 12 && day >= 1 && year >= 1)) return NaN;
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 1 : 0;
  const before = (DAYS_BEFORE_MONTH[month] ?? NaN) + (month > 2 ? leap : 0);
  const after = (DAYS_BEFORE_MONTH[month + 1] ?? NaN) + (month >= 2 ? leap : 0);
  if (!(day <= after - before)) return NaN;
  const past = year - 1;
  const leaps = Math.floor(past / 4) - Math.floor(past / 100) + Math.floor(past / 400);
  return past * 365 + leaps + before + day - 719_163;
}

function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if ((bytes[at] ?? 0) > 32) return false;
  return true;
}

function textOf(bytes: Uint8Array, start: number, end: number): string {
  return new TextDecoder().decode(bytes.subarray(start, end));
}
