/** The number at an index that a list has; NaN outside of it, which no later comparison takes for a number. */
export function numberAt(values: ArrayLike<number>, at: number): number {
  return values[at] ?? NaN;
}
