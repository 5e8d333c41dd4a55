/** Which candidates of a report may enter, and in which order they are asked. */
import { GRADES, type Candidate, type Grade } from '../domain/candidate.ts';
import type { SkippedCandidate, SkipReason } from '../domain/signal.ts';
import type { QualityFilter, StrategyRules } from '../domain/strategy.ts';

export type FilteredCandidates = {
  readonly admitted: readonly Candidate[];
  readonly skipped: readonly SkippedCandidate[];
};

/** Score descending, no score last; ties by report date, then position in the report (the sort is stable). */
export function orderCandidates(candidates: readonly Candidate[]): Candidate[] {
  return [...candidates].sort(
    (a, b) =>
      scoreOf(b.score) - scoreOf(a.score) ||
      (a.reportDate < b.reportDate ? -1 : a.reportDate > b.reportDate ? 1 : 0),
  );
}

/** A missing score counts as −1 wherever scores are compared. */
export function scoreOf(score: number | null): number {
  return score ?? -1;
}

export function filterCandidates(
  candidates: readonly Candidate[],
  rules: Pick<StrategyRules, 'minGrade' | 'qualityFilter'>,
): FilteredCandidates {
  const admitted: Candidate[] = [];
  const skipped: SkippedCandidate[] = [];
  for (const candidate of orderCandidates(candidates)) {
    const reason = refusalOf(candidate, rules);
    if (reason === null) admitted.push(candidate);
    else skipped.push({ ticker: candidate.ticker, reason, score: candidate.score });
  }
  return { admitted, skipped };
}

function refusalOf(
  candidate: Candidate,
  rules: Pick<StrategyRules, 'minGrade' | 'qualityFilter'>,
): SkipReason | null {
  if (isBelow(candidate.grade, rules.minGrade)) return 'below_min_grade';
  if (rules.qualityFilter !== null && failsQuality(candidate, rules.qualityFilter))
    return 'quality_filter';
  return null;
}

function isBelow(grade: Grade, minimum: Grade): boolean {
  return GRADES.indexOf(grade) > GRADES.indexOf(minimum);
}

function failsQuality(candidate: Candidate, filter: QualityFilter): boolean {
  const { price, gapSize, score } = candidate;
  const range = filter.excludePrice;
  if (range !== null && price !== null && price >= range.min && price < range.max) return true;
  const limit = filter.excludeGapAndScore;
  if (limit === null || gapSize === null || score === null) return false;
  return gapSize >= limit.gap && score >= limit.score;
}
