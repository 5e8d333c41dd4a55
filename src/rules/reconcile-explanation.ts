import { CAUSES, type Cause } from './reconcile-causes.ts';
import type { Explained, Proposal } from './reconcile-facts.ts';
import type { SymbolFacts } from './reconcile-symbol.ts';

/** One way to account for a difference; null when it cannot prove itself. */
export type Explain = (facts: SymbolFacts) => Explained | null;

export type Reasons = {
  readonly evidence: readonly string[];
  /** The next run does it by itself. Default false. */
  readonly heals?: boolean;
  /** Our shares are surely there, whatever else. Default: the account holds at least what is ours. */
  readonly protect?: boolean;
  readonly proposal?: Proposal | null;
};

export function explanation(facts: SymbolFacts, cause: Cause, reasons: Reasons): Explained {
  const { symbol, ours, theirs, setApart } = facts;
  const { severity, remedy } = CAUSES[cause];
  const heals = reasons.heals ?? false;
  return {
    symbol,
    cause,
    ours,
    theirs: theirs - setApart,
    evidence: reasons.evidence,
    severity: heals || severity !== 'info' ? severity : 'error',
    heals,
    protect: reasons.protect ?? false,
    remedy: heals ? null : remedy,
    proposal: reasons.proposal ?? null,
  };
}

/** Nothing of another account is compared with this book. */
export function accountReset(evidence: readonly string[]): Explained {
  const { severity, remedy } = CAUSES.account_reset;
  return {
    symbol: 'account',
    cause: 'account_reset',
    ours: 0,
    theirs: 0,
    evidence,
    severity,
    heals: false,
    protect: false,
    remedy,
    proposal: null,
  };
}
