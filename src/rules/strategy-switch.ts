/**
 * Which strategy should be primary. The shadow replaces the primary only after enough days or trades, only when it is
 * better by every criterion, and only when chance is no explanation for any of the three differences.
 */
import { numberAt } from '../domain/number-at.ts';
import { daysBetween, type SessionDate } from '../domain/session-date.ts';
import { uniform, type Interval } from './bootstrap.ts';
import { maxDrawdownOf } from './equity-measures.ts';
import { profitFactorOf } from './performance.ts';
import { redrawn } from './resampling.ts';

export type ClosedResult = { readonly exitDate: SessionDate; readonly pnl: number };

export type ComparedBook = {
  readonly name: string;
  /** Closed round trips in any order. */
  readonly trades: readonly ClosedResult[];
  /** Dollars the drawdown is measured on. */
  readonly capitalBase: number;
};

export type Comparison = {
  readonly primary: ComparedBook;
  readonly shadow: ComparedBook;
  /** The first and the last day on which both books were kept; null before there is one. */
  readonly span: { readonly from: SessionDate; readonly to: SessionDate } | null;
};

export type SwitchVerdict = 'too_early' | 'keep_primary' | 'not_proven' | 'switch';

export type Criterion = {
  readonly name: 'profit_factor' | 'max_drawdown_pct' | 'pnl';
  /** What the shadow must reach, in words. */
  readonly requires: string;
  readonly primary: number;
  readonly shadow: number;
  /** Shadow less primary. */
  readonly difference: number;
  readonly isMet: boolean;
  /** 95 % of the difference; null when a book has too few trades for one. */
  readonly interval: Interval | null;
  /** Whether the interval leaves zero out. */
  readonly isProven: boolean;
};

export type SwitchDecision = {
  readonly verdict: SwitchVerdict;
  /** Why, in one sentence. */
  readonly because: string;
  readonly days: number;
  readonly closedTrades: { readonly primary: number; readonly shadow: number };
  /** None before there is a closed trade in both books. */
  readonly criteria: readonly Criterion[];
};

const FEWEST_DAYS = 90;
const FEWEST_TRADES = 100;
/** Below it in either book an interval would be a guess about a guess. */
const FEWEST_FOR_INTERVAL = 10;
const PROFIT_FACTOR_LEAD = 0.1;
const PNL_LEAD_PCT = 3;

export function judgeSwitch({ primary, shadow, span }: Comparison): SwitchDecision {
  const days = span === null ? 0 : daysBetween(span.from, span.to);
  const closedTrades = { primary: primary.trades.length, shadow: shadow.trades.length };
  const fewest = Math.min(closedTrades.primary, closedTrades.shadow);
  const criteria = fewest === 0 ? [] : criteriaOf(primary, shadow);
  const facts = { days, closedTrades, criteria };
  if (fewest === 0)
    return { verdict: 'too_early', because: 'a book has not closed one trade yet', ...facts };
  if (days < FEWEST_DAYS && fewest < FEWEST_TRADES) {
    const because = `${days} of ${FEWEST_DAYS} days, and ${fewest} of ${FEWEST_TRADES} closed trades in the book with fewer`;
    return { verdict: 'too_early', because, ...facts };
  }
  return { ...verdictOf(criteria), ...facts };
}

function verdictOf(criteria: readonly Criterion[]): Pick<SwitchDecision, 'verdict' | 'because'> {
  const failed = criteria.filter(({ isMet }) => !isMet).map(({ name }) => name);
  if (failed.length > 0)
    return { verdict: 'keep_primary', because: `the shadow is not better by ${failed.join(', ')}` };
  const unproven = criteria.filter(({ isProven }) => !isProven).map(({ name }) => name);
  if (unproven.length > 0) {
    const because = `the shadow is better, but chance may explain ${unproven.join(', ')}`;
    return { verdict: 'not_proven', because };
  }
  return { verdict: 'switch', because: 'the shadow is better by every criterion, beyond chance' };
}

type Statistic = (pnls: readonly number[]) => number;

function criteriaOf(primary: ComparedBook, shadow: ComparedBook): Criterion[] {
  const [ours, theirs] = [pnlsOf(primary), pnlsOf(shadow)];
  const compare = (
    { name, requires }: Pick<Criterion, 'name' | 'requires'>,
    [ofPrimary, ofShadow]: readonly [Statistic, Statistic],
    isMet: (primary: number, shadow: number) => boolean,
  ): Criterion => {
    const [a, b] = [ofPrimary(ours), ofShadow(theirs)];
    const interval = intervalOfDifference([ours, ofPrimary], [theirs, ofShadow]);
    const isProven = interval !== null && (interval.low > 0 || interval.high < 0);
    const facts = { primary: a, shadow: b, difference: lessOf(b, a) };
    return { name, requires, ...facts, isMet: isMet(a, b), interval, isProven };
  };
  const drawdownOn =
    (capitalBase: number): Statistic =>
    (pnls) =>
      drawdownPctOf(pnls, capitalBase);
  return [
    compare(
      { name: 'profit_factor', requires: `at least ${PROFIT_FACTOR_LEAD} higher` },
      [profitFactorOf, profitFactorOf],
      (a, b) => lessOf(b, a) >= PROFIT_FACTOR_LEAD - ROUNDING,
    ),
    compare(
      { name: 'max_drawdown_pct', requires: 'not worse' },
      [drawdownOn(primary.capitalBase), drawdownOn(shadow.capitalBase)],
      (a, b) => b <= a,
    ),
    compare(
      { name: 'pnl', requires: `at least ${PNL_LEAD_PCT} % higher` },
      [sumOf, sumOf],
      isHigherPnl,
    ),
  ];
}

/** 1.60 − 1.50 is a little less than 0.10 in binary. */
const ROUNDING = 1e-9;

/**
 * Per cent of the size of the primary's P&L, whichever its sign: from −1,000 the shadow must reach −970, not −1,030. Over
 * a primary that made exactly nothing any gain is higher.
 */
export function isHigherPnl(primary: number, shadow: number): boolean {
  return (
    shadow > primary && shadow - primary >= (Math.abs(primary) * PNL_LEAD_PCT) / 100 - ROUNDING
  );
}

/** In the order in which the trades closed: a drawdown depends on it. */
function pnlsOf({ trades }: ComparedBook): number[] {
  const inOrder = trades.toSorted((a, b) =>
    a.exitDate < b.exitDate ? -1 : a.exitDate > b.exitDate ? 1 : 0,
  );
  return inOrder.map(({ pnl }) => pnl);
}

function sumOf(pnls: readonly number[]): number {
  return pnls.reduce((total, pnl) => total + pnl, 0);
}

/** Of what closed trades made on top of the capital; open positions are not marked. */
function drawdownPctOf(pnls: readonly number[], capitalBase: number): number {
  let equity = capitalBase;
  return maxDrawdownOf(
    pnls.map((pnl) => (equity += pnl)),
    capitalBase,
  ).pct;
}

/** Two factors of which both are infinite do not differ. */
function lessOf(a: number, b: number): number {
  return a === b ? 0 : a - b;
}

const SEED = 20_151_023;
const RESAMPLES = 2_000;
const OUTSIDE = 0.025;

type Sampled = readonly [pnls: readonly number[], statistic: Statistic];

/** Both books are drawn again from themselves, each on its own; the middle 95 % of second less first. */
function intervalOfDifference(
  [ours, ofPrimary]: Sampled,
  [theirs, ofShadow]: Sampled,
): Interval | null {
  if (Math.min(ours.length, theirs.length) < FEWEST_FOR_INTERVAL) return null;
  const next = uniform(SEED);
  const differences = Array.from({ length: RESAMPLES }, () => {
    const primary = ofPrimary(redrawn(ours, next));
    return lessOf(ofShadow(redrawn(theirs, next)), primary);
  }).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const at = (share: number): number => numberAt(differences, Math.floor(share * (RESAMPLES - 1)));
  return { low: at(OUTSIDE), high: at(1 - OUTSIDE) };
}
