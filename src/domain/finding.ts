/**
 * Something a person should know, as a record: what happened, to what, and what to do. Findings are collected and
 * shown; they are never thrown and never silently dropped.
 */
export type Finding = {
  /** Stable, in capitals, for machines: `PRICE_MISMATCH`. */
  readonly code: string;
  readonly severity: 'info' | 'warning' | 'error';
  /** The ticker, file or order concerned; null when it is the whole run. */
  readonly subject: string | null;
  /** What happened, with its numbers. */
  readonly message: string;
  /** What to do next; null when there is nothing to do. */
  readonly remedy: string | null;
};

// eslint-disable-next-line max-params -- the most written record of the program, always in this order
export function finding(
  severity: Finding['severity'],
  code: string,
  subject: string | null,
  message: string,
  remedy: string | null = null,
): Finding {
  return { code, severity, subject, message, remedy };
}
