/** A report for machines, as its maker writes one. */
export type ReportedCandidate = {
  readonly ticker: string;
  readonly price: number;
  readonly score?: number;
};

export function reportText(date: string, candidates: readonly ReportedCandidate[]): string {
  return JSON.stringify({
    report_date: date,
    candidates: candidates.map(({ ticker, price, score = 80 }) => ({
      ticker,
      grade: 'B',
      score,
      price,
      gap_size: 5,
      company_name: `${ticker} Inc`,
    })),
  });
}
