/**
 * Feeds repeat a corporate action under a second id, or correct it and leave both rows in. A split applied twice would
 * double a position, so each is kept once; of two splits on one date that disagree the first is kept, with an error.
 */
import type { CorporateAction } from '../domain/bar.ts';
import { finding, type Finding } from '../domain/finding.ts';
import type { ReadActions } from './corporate-actions-file.ts';

export function distinctActions(rows: readonly CorporateAction[]): ReadActions {
  const kept = new Map<string, CorporateAction>();
  const findings: Finding[] = [];
  for (const action of rows) {
    const first = kept.get(keyOf(action));
    if (first === undefined) kept.set(keyOf(action), action);
    else if (action.type === 'split' && first.type === 'split' && action.ratio !== first.ratio) {
      findings.push(
        disagreement(action.ticker, `${action.exDate}: ${first.ratio}, ${action.ratio}`),
      );
    }
  }
  return { actions: [...kept.values()].sort(byExDate), findings };
}

/** Two dividends of different size may share a date; two splits may not. */
function keyOf(action: CorporateAction): string {
  const size = action.type === 'split' ? '' : `/${action.cash}`;
  return `${action.ticker}/${action.exDate}/${action.type}${size}`;
}

function byExDate(a: CorporateAction, b: CorporateAction): number {
  if (a.exDate === b.exDate) return 0;
  return a.exDate < b.exDate ? -1 : 1;
}

function disagreement(ticker: string, ratios: string): Finding {
  const message = `${ticker} has two splits on ${ratios} new shares for one; the first is used`;
  return finding('error', 'SPLITS_DISAGREE', ticker, message, 'compare with the company’s notice');
}
