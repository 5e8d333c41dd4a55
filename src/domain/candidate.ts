import type { SessionDate } from './session-date.ts';
import type { Ticker } from './ticker.ts';

export const GRADES = ['A', 'B', 'C', 'D'] as const;
export type Grade = (typeof GRADES)[number];

/** One row of the earnings report that passed parsing. */
export type Candidate = {
  readonly ticker: Ticker;
  /** 0–100, or null when the report gives none. */
  readonly score: number | null;
  readonly grade: Grade;
  /** `html`: the report says so; `inferred`: made from the score. */
  readonly gradeSource: 'html' | 'inferred';
  /** The report's price in dollars, or null. */
  readonly price: number | null;
  /** The opening gap in per cent, or null. */
  readonly gapSize: number | null;
  readonly companyName: string | null;
  readonly reportDate: SessionDate;
};
