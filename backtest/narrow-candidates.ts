import type { Candidate } from '../src/domain/candidate.ts';

export type Bounds = {
  readonly min_score: number | null;
  readonly max_score: number | null;
  readonly min_gap: number | null;
  readonly max_gap: number | null;
};

/** Inclusive below, exclusive above; a candidate without the number passes no bound on it. */
export function narrowCandidates(
  candidates: readonly Candidate[],
  bounds: Bounds,
): readonly Candidate[] {
  const { min_score, max_score, min_gap, max_gap } = bounds;
  if ([min_score, max_score, min_gap, max_gap].every((bound) => bound === null)) return candidates;
  return candidates.filter(
    ({ score, gapSize }) =>
      isWithin(score, bounds.min_score, bounds.max_score) &&
      isWithin(gapSize, bounds.min_gap, bounds.max_gap),
  );
}

function isWithin(value: number | null, min: number | null, max: number | null): boolean {
  if (min === null && max === null) return true;
  if (value === null) return false;
  return value >= (min ?? -Infinity) && value < (max ?? Infinity);
}
