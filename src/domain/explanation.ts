import type { Candidate } from './candidate.ts';

/** A number behind a decision, with where it comes from when it was computed. */
export type ExplainedFact = {
  readonly name: string;
  readonly value: string | number | null;
  readonly from?: string;
};

/** The trailing stop at one week's end: what it saw and what it said. */
export type ExplainedWeek = {
  readonly weekEnding: string;
  readonly close: number | null;
  readonly indicator: number | null;
  readonly completedWeeks: number;
  readonly verdict: string;
};

export type ExplainedSection = {
  readonly title: string;
  readonly facts: readonly ExplainedFact[];
  readonly weeks?: readonly ExplainedWeek[];
};

/** Every number behind what one book decided about one stock. */
export type Explanation = {
  readonly ticker: string;
  /** `ema_p10`, `nwl_p4`, or the backtest. */
  readonly book: string;
  readonly heading: string;
  readonly sections: readonly ExplainedSection[];
};

export function fact(name: string, value: ExplainedFact['value'], from?: string): ExplainedFact {
  return from === undefined ? { name, value } : { name, value, from };
}

/** What the report says of a candidate. */
export function candidateFacts(candidate: Candidate): ExplainedFact[] {
  return [
    fact('score', candidate.score),
    fact('grade', candidate.grade, candidate.gradeSource),
    fact('price', candidate.price),
    fact('gap %', candidate.gapSize),
    fact('company', candidate.companyName),
  ];
}
