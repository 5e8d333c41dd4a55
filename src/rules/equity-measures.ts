/** What a curve of daily equity says. Returns are of equity, so the capital it starts with is part of every figure. */
import { daysBetween, type SessionDate } from '../domain/session-date.ts';
import { measured, notEnough, type Measure } from './measure.ts';
import { mean, standardDeviation } from './statistics.ts';

export type EquityPoint = {
  readonly date: SessionDate;
  /** Dollars: the capital base, what closed trades made, and what open positions made by the close. */
  readonly equity: number;
  /** Dollars in open positions at the close. */
  readonly marketValue: number;
  readonly positions: number;
};

export type EquityMeasures = {
  readonly capitalBase: number;
  readonly maxDrawdown: number;
  /** Per cent of the peak before it. */
  readonly maxDrawdownPct: number;
  readonly cagrPct: Measure;
  /** Annualized, of daily returns, without a risk-free rate. */
  readonly sharpe: Measure;
  readonly sortino: Measure;
  /** Mean share of equity in open positions, per cent. */
  readonly exposurePct: Measure;
};

const SESSIONS_A_YEAR = 252;
const DAYS_A_YEAR = 365.25;
/** A month: below it an annual figure is an extrapolation of noise. */
const FEWEST_SESSIONS = 21;

export function measureEquity(equity: readonly EquityPoint[], capitalBase: number): EquityMeasures {
  const curve = equity.map((point) => point.equity);
  const drawdown = maxDrawdownOf(curve, capitalBase);
  const head = {
    capitalBase,
    maxDrawdown: drawdown.dollars,
    maxDrawdownPct: drawdown.pct,
  };
  const [first, last] = [equity[0], equity.at(-1)];
  if (first === undefined || last === undefined || equity.length < FEWEST_SESSIONS) {
    const none = notEnough('sessions');
    return { ...head, cagrPct: none, sharpe: none, sortino: none, exposurePct: none };
  }
  const returns = curve.map((value, at) => value / (curve[at - 1] ?? capitalBase) - 1);
  const years = daysBetween(first.date, last.date) / DAYS_A_YEAR;
  const growth = last.equity / capitalBase;
  return {
    ...head,
    cagrPct: growth > 0 ? measured((growth ** (1 / years) - 1) * 100) : notEnough('equity left'),
    sharpe: annualized(returns, standardDeviation(returns)),
    sortino: annualized(returns, downsideDeviation(returns)),
    exposurePct: measured(mean(equity.map((point) => (point.marketValue / point.equity) * 100))),
  };
}

function annualized(returns: readonly number[], risk: number): Measure {
  if (risk === 0) return notEnough('variation');
  return measured((mean(returns) / risk) * Math.sqrt(SESSIONS_A_YEAR));
}

/** Root mean square of the returns below zero, over all days. */
function downsideDeviation(returns: readonly number[]): number {
  return Math.sqrt(mean(returns.map((value) => Math.min(value, 0) ** 2)));
}

/** The deepest fall below an earlier peak; the capital it starts with is the first peak. */
export function maxDrawdownOf(
  curve: ArrayLike<number>,
  capitalBase: number,
): { readonly dollars: number; readonly pct: number } {
  let peak = capitalBase;
  let dollars = 0;
  let pct = 0;
  for (let at = 0; at < curve.length; at += 1) {
    const value = curve[at] ?? NaN;
    peak = Math.max(peak, value);
    dollars = Math.max(dollars, peak - value);
    pct = Math.max(pct, belowPeak(peak, value));
  }
  return { dollars, pct };
}

/** Its dollars, of a curve that is given by its steps: a bootstrap asks for it by the thousand. */
export function deepestFallOf(steps: ArrayLike<number>, capitalBase: number): number {
  let value = capitalBase;
  let peak = capitalBase;
  let dollars = 0;
  for (let at = 0; at < steps.length; at += 1) {
    value += steps[at] ?? NaN;
    peak = Math.max(peak, value);
    dollars = Math.max(dollars, peak - value);
  }
  return dollars;
}

/** Per cent below the highest value so far, at each of them: zero at a peak. */
export function drawdownsOf(curve: readonly number[], capitalBase: number): number[] {
  let peak = capitalBase;
  return curve.map((value) => {
    peak = Math.max(peak, value);
    return belowPeak(peak, value);
  });
}

function belowPeak(peak: number, value: number): number {
  return peak > 0 ? ((peak - value) / peak) * 100 : 0;
}
