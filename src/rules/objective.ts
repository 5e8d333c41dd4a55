/** What experiments judge a run by: its figures, and which of them may be an objective. More is always better. */
import type { Measure } from './measure.ts';
import { measured, notEnough } from './measure.ts';
import { measureEquity, type EquityPoint } from './equity-measures.ts';
import { measureTrades } from './performance.ts';
import { mean } from './statistics.ts';
import { roundHalfEven, type Trade } from './trade-rounding.ts';

export const FIGURES = [
  'trades',
  'wins',
  'losses',
  'win_rate_pct',
  'total_pnl',
  'average_return_pct',
  'median_return_pct',
  'profit_factor',
  'average_holding_days',
  'capital_base',
  'max_drawdown',
  'max_drawdown_pct',
  'return_over_drawdown',
  'cagr_pct',
  'sharpe',
  'sortino',
  'exposure_pct',
] as const;
export type FigureName = (typeof FIGURES)[number];

/** A number from fewer trades than `fewestTrades` is replaced by the reason why there is none. */
export type Figures = Readonly<Record<FigureName, Measure>>;

export type Objective = {
  readonly name: FigureName;
  /** The value of a run that neither wins nor loses. */
  readonly withoutSkill: number;
  /** Twice the time, twice the value: compared per session between spans of different lengths. */
  readonly growsWithTime: boolean;
};

export const OBJECTIVES: readonly Objective[] = [
  { name: 'profit_factor', withoutSkill: 1, growsWithTime: false },
  { name: 'total_pnl', withoutSkill: 0, growsWithTime: true },
  { name: 'average_return_pct', withoutSkill: 0, growsWithTime: false },
  { name: 'return_over_drawdown', withoutSkill: 0, growsWithTime: true },
  { name: 'cagr_pct', withoutSkill: 0, growsWithTime: false },
  { name: 'sharpe', withoutSkill: 0, growsWithTime: false },
  { name: 'sortino', withoutSkill: 0, growsWithTime: false },
];

export type RunFacts = {
  readonly trades: readonly Trade[];
  readonly equity: readonly EquityPoint[];
  readonly capitalBase: number;
};

const DECIMALS = 4;

export function figuresOf(
  { trades, equity, capitalBase }: RunFacts,
  fewestTrades: number,
): Figures {
  const ofTrades = measureTrades(trades);
  const ofEquity = measureEquity(equity, capitalBase);
  const judged = (measure: Measure): Measure => {
    if (trades.length < fewestTrades) return notEnough('trades');
    return measure.value === null ? measure : fact(measure.value);
  };
  return {
    trades: fact(trades.length),
    wins: fact(ofTrades.wins),
    losses: fact(ofTrades.losses),
    win_rate_pct: judged(ofTrades.winRatePct),
    total_pnl: fact(ofTrades.totalPnl),
    average_return_pct: judged(ofTrades.averageReturnPct),
    median_return_pct: judged(ofTrades.medianReturnPct),
    profit_factor: judged(ofTrades.profitFactor),
    average_holding_days: judged(
      trades.length === 0
        ? notEnough('trades')
        : measured(mean(trades.map(({ holdingDays }) => holdingDays))),
    ),
    capital_base: fact(capitalBase),
    max_drawdown: fact(ofEquity.maxDrawdown),
    max_drawdown_pct: fact(ofEquity.maxDrawdownPct),
    return_over_drawdown: judged(
      ofEquity.maxDrawdown === 0
        ? { value: null, reason: 'no drawdown' }
        : measured(ofTrades.totalPnl / ofEquity.maxDrawdown),
    ),
    cagr_pct: judged(ofEquity.cagrPct),
    sharpe: judged(ofEquity.sharpe),
    sortino: judged(ofEquity.sortino),
    exposure_pct: judged(ofEquity.exposurePct),
  };
}

function fact(value: number): Measure {
  return measured(Number.isFinite(value) ? roundHalfEven(value, DECIMALS) : value);
}

/**
 * Where the best figures are; the first of equals. Null when none has a number from enough trades: a factor of three
 * trades is no reason to choose.
 */
export function bestOf(
  all: readonly Figures[],
  { name }: Objective,
  fewestTrades: number,
): number | null {
  let best: { readonly at: number; readonly value: number } | null = null;
  for (const [at, figures] of all.entries()) {
    const { value } = figures[name];
    if (value === null || (figures.trades.value ?? 0) < fewestTrades) continue;
    if (best === null || value > best.value) best = { at, value };
  }
  return best?.at ?? null;
}
