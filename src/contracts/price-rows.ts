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
  /** Where the row begins: it can be asked for its text later. */
  place: () => number;
  textAt: (place: number) => string;
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
  const last = columns.length - 1;
  let line = 1;
  let start = -1;
  // Where the row ends: not looked for as long as nobody asks, since reading the numbers finds it by the way.
  let end = -1;
  let cell = 0;

  const endOfRow = (): number => {
    if (end < 0) end = lineEnd(bytes, start);
    return end;
  };

  /** Leaves `cell` behind the number, or says NaN. */
  const readNumber = (): number => {
    let mantissa = 0;
    let count = 0;
    let decimals = -1;
    let at = cell;
    for (; ; at += 1) {
      const byte = bytes[at] ?? NEWLINE;
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
    for (;;) {
      const byte = bytes[cell] ?? NEWLINE;
      if (byte === COMMA || byte === NEWLINE || byte === RETURN) return;
      cell += 1;
    }
  };

  return {
    values,
    line: () => line,
    text: () => textOf(bytes, start, endOfRow()),
    place: () => start,
    textAt: (place) => textOf(bytes, place, lineEnd(bytes, place)),
    next: () => {
      for (;;) {
        start = start < 0 ? from : afterRow(bytes, endOfRow());
        end = -1;
        if (start >= bytes.length) return false;
        line += 1;
        if (isDigit(bytes[start]) || !isBlank(bytes, start, endOfRow())) return true;
      }
    },
    day: () => {
      cell = start;
      for (const column of columns) {
        if (column === 'date') return dayAt(bytes, cell);
        skipCell();
        if (bytes[cell] !== COMMA) return NaN;
        cell += 1;
      }
      return NaN;
    },
    readValues: () => {
      cell = start;
      for (let at = 0; at <= last; at += 1) {
        const column = columns[at];
        if (typeof column === 'number') {
          const value = readNumber();
          if (value !== value) return false;
          values[column] = value;
        } else skipCell();
        if (at < last) {
          if (bytes[cell] !== COMMA) return false;
          cell += 1;
        }
      }
      if (!isEnd(bytes, cell)) return false;
      end = cell;
      return true;
    },
  };
}

function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= ZERO && byte <= NINE;
}

/** A newline, a return before one, or the end of the file. */
function isEnd(bytes: Uint8Array, at: number): boolean {
  const next = bytes[at] === RETURN ? at + 1 : at;
  return next >= bytes.length || bytes[next] === NEWLINE;
}

function afterRow(bytes: Uint8Array, end: number): number {
  return (bytes[end] === RETURN ? end + 1 : end) + 1;
}

/** Days since 1970-01-01 of the date that stands there; NaN when none does. */
function dayAt(bytes: Uint8Array, at: number): number {
  if (bytes[at + 4] !== DASH || bytes[at + 7] !== DASH) return NaN;
  return dayOf(digits(bytes, at, 4), digits(bytes, at + 5, 2), digits(bytes, at + 8, 2));
}

/** Without its newline, and without the return before it. */
function lineEnd(bytes: Uint8Array, start: number): number {
  let end = start;
  while (end < bytes.length && bytes[end] !== NEWLINE) end += 1;
  return end > start && bytes[end - 1] === RETURN ? end - 1 : end;
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

const decoder = new TextDecoder();

function textOf(bytes: Uint8Array, start: number, end: number): string {
  return decoder.decode(bytes.subarray(start, end));
}
