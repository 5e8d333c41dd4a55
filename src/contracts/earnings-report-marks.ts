/**
 * Questions about a stretch of a report's pieces, answered in one step each: what is marked first and last in it, and
 * whether all its marks are alike. A hostile report of 100,000 cards would make searching take minutes.
 */
export type Marks<T> = {
  readonly values: readonly (T | undefined)[];
  /** By index: the first marked index at or behind it; the number of pieces when there is none. */
  readonly next: readonly number[];
  /** By index: the last marked index at or before it; -1 when there is none. */
  readonly previous: readonly number[];
  /** By index: the first mark behind it that differs from the first one at or behind it. */
  readonly change: readonly number[];
};

export function marksOf<T>(values: readonly (T | undefined)[]): Marks<T> {
  const none = values.length;
  const next = new Array<number>(none + 1).fill(none);
  const change = new Array<number>(none + 1).fill(none);
  for (let at = none - 1; at >= 0; at -= 1) {
    const behind = next[at + 1] ?? none;
    const marked = values[at] !== undefined;
    next[at] = marked ? at : behind;
    const alike = !marked || behind === none || values[behind] === values[at];
    change[at] = alike ? (change[at + 1] ?? none) : behind;
  }
  let last = -1;
  const previous = values.map((value, at) => (last = value === undefined ? last : at));
  return { values, next, previous, change };
}

/** The first marked index with `from <= index < to`. */
export function firstIn(marks: Marks<unknown>, from: number, to: number): number | undefined {
  const at = marks.next[from];
  return at !== undefined && at < to ? at : undefined;
}

/** The last marked index with `from <= index <= last`. */
export function lastUpTo(marks: Marks<unknown>, from: number, last: number): number | undefined {
  const at = marks.previous[last];
  return at !== undefined && at >= from ? at : undefined;
}

/** Whether the marks with `from <= index < to` are all the same, or none. */
export function areAlike(marks: Marks<unknown>, from: number, to: number): boolean {
  return (marks.change[from] ?? to) >= to;
}
