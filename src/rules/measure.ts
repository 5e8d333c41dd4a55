/** A figure, or why there is none: a number from too small a sample would be taken for a finding. */
export type Measure =
  | { readonly value: number; readonly reason: null }
  | { readonly value: null; readonly reason: string };

export function measured(value: number): Measure {
  return { value, reason: null };
}

/** `what`: trades, sessions. */
export function notEnough(what: string): Measure {
  return { value: null, reason: `not enough ${what}` };
}
