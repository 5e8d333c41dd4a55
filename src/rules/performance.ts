import type { SessionDate } from '../domain/session-date.ts';
export type EquityPoint = {
  readonly date: SessionDate;
  /** Dollars: the capital base, what closed trades made, and what open positions made by the close. */
  readonly equity: number;
  /** Dollars in open positions at the close. */
  readonly marketValue: number;
  readonly positions: number;
};
