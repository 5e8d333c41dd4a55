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
  /** Where the next row begins. */
  following: () => number;
  /** Goes on at the row that begins there, behind so many lines. */
  moveTo: (place: number, line: number) => void;
};

// One by one, so that the bundler can put the numbers where the names stand.
export const NEWLINE = 10;
export const RETURN = 13;
export const COMMA = 44;
const DASH = 45;
export const DOT = 46;
export const ZERO = 48;
export const NINE = 57;
export const MOST_DIGITS = 15;
const POWERS = Float64Array.from({ length: MOST_DIGITS + 1 }, (_, exponent) => 10 ** exponent);
/** Kinds of columns as numbers: a slot is itself. */
export const DATE = 254;
const SKIP = 255;

/** The first line, without its end, and where the second one begins. */
export function headerOf(bytes: Uint8Array): { readonly text: string; readonly end: number } {
  const end = bytes.indexOf(NEWLINE);
  const stop = end < 0 ? bytes.length : end;
  return { text: textOf(bytes, 0, stop), end: end < 0 ? bytes.length : end + 1 };
}

/** `columns` by position; a row of another width is not plain. `slots` is how many values a row has. */
export function priceRows(
  bytes: Uint8Array,
  from: number,
  columns: readonly ColumnKind[],
  slots: number,
): PriceRows {
  const values = new Float64Array(slots);
  const kinds = kindsOf(columns);
  let line = 1;
  let start = -1;
  let next = from;
  // Where the row ends: not looked for as long as nobody asks, since reading the numbers finds it by the way.
  let end = -1;

  const endOfRow = (): number => {
    if (end < 0) end = lineEnd(bytes, start);
    return end;
  };

  const following = (): number => (next < 0 ? afterRow(bytes, endOfRow()) : next);

  return {
    values,
    line: () => line,
    text: () => textOf(bytes, start, endOfRow()),
    place: () => start,
    textAt: (place) => textOf(bytes, place, lineEnd(bytes, place)),
    next: () => {
      for (;;) {
        start = following();
        next = -1;
        end = -1;
        if (start >= bytes.length) return false;
        line += 1;
        if (isDigit(bytes[start]) || !isBlank(bytes, start, endOfRow())) return true;
      }
    },
    following,
    moveTo: (place, behind) => {
      next = place;
      line = behind;
    },
    day: () => dayOfRow(bytes, start, kinds),
    readValues: () => {
      const found = readNumbers(bytes, start, kinds, values);
      if (found >= 0) end = found;
      return found >= 0;
    },
  };
}

export function kindsOf(columns: readonly ColumnKind[]): Uint8Array {
  return Uint8Array.from(columns, kindOf);
}

function kindOf(column: ColumnKind): number {
  if (column === 'date') return DATE;
  return column === 'skip' ? SKIP : column;
}

/** Days since 1970-01-01 of the row that begins there; NaN when its date is not plain. */
function dayOfRow(bytes: Uint8Array, start: number, kinds: Uint8Array): number {
  let at = start;
  for (const kind of kinds) {
    if (kind === DATE) return dayAt(bytes, at);
    at = afterCell(bytes, at);
    if (bytes[at] !== COMMA) return NaN;
    at += 1;
  }
  return NaN;
}

/**
 * Reads the numbers of the row that begins there into their slots and gives the place where the row ends; −1 when it is
 * not plain. Everything it counts with is its own: this is where the time of loading a folder goes.
 */
function readNumbers(
  bytes: Uint8Array,
  start: number,
  kinds: Uint8Array,
  values: Float64Array,
): number {
  const last = kinds.length - 1;
  let at = start;
  for (let column = 0; column <= last; column += 1) {
    const kind = kinds[column] ?? SKIP;
    // A date that was found plain is ten bytes long.
    if (kind === DATE && bytes[at + 10] === COMMA) at += 10;
    else if (kind >= DATE) at = afterCell(bytes, at);
    else {
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
      if (digits === 0 || digits > MOST_DIGITS || point > decimals) return -1;
      values[kind] = decimals === 0 ? number : number / (POWERS[decimals] ?? NaN);
    }
    if (column < last) {
      if (bytes[at] !== COMMA) return -1;
      at += 1;
    }
  }
  return isEnd(bytes, at) ? at : -1;
}

/** The comma or the end behind the cell that begins there. */
function afterCell(bytes: Uint8Array, from: number): number {
  let at = from;
  for (;;) {
    const byte = bytes[at] ?? NEWLINE;
    if (byte === COMMA || byte === NEWLINE || byte === RETURN) return at;
    at += 1;
  }
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
export function dayAt(bytes: Uint8Array, at: number): number {
  if (bytes[at + 4] !== DASH || bytes[at + 7] !== DASH) return NaN;
  const year = twoDigits(bytes, at) * 100 + twoDigits(bytes, at + 2);
  const month = twoDigits(bytes, at + 5);
  const day = twoDigits(bytes, at + 8);
  if (!(month >= 1 && month <= 12 && day >= 1 && day <= 31)) return NaN;
  const known = (year - KEPT_FROM) * 372 + (month - 1) * 31 + (day - 1);
  const kept = keptDays[known];
  if (kept !== undefined && kept !== 0) return kept;
  const made = dayOf(year, month, day);
  if (kept === 0 && made === made) keptDays[known] = made;
  return made;
}

/** Every file has the same dates: each is taken apart once. None of these days is 1970-01-01. */
const KEPT_FROM = 1980;
const keptDays = new Int32Array(70 * 372);

/** NaN when one of them is no digit. */
function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = (bytes[at] ?? 0) - ZERO;
  const ones = (bytes[at + 1] ?? 0) - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : NaN;
}

/** Without its newline, and without the return before it. */
function lineEnd(bytes: Uint8Array, start: number): number {
  let end = start;
  while (end < bytes.length && bytes[end] !== NEWLINE) end += 1;
  return end > start && bytes[end - 1] === RETURN ? end - 1 : end;
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
