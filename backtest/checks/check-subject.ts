/** A backtest that can be run again on other bars, other candidates, another look-back: what every check asks for. */
import type { Candidate } from '../../src/domain/candidate.ts';
import type { SessionDate } from '../../src/domain/session-date.ts';
import { addDays } from '../../src/domain/session-date.ts';
import type { StrategyRules } from '../../src/domain/strategy.ts';
import { backtestRules, type BacktestConfig } from '../../src/contracts/backtest-config.ts';
import { narrowCandidates } from '../narrow-candidates.ts';
import { simulatePortfolio } from '../portfolio-simulator.ts';
import type { PriceData } from '../price-data.ts';
import type { PriceHistory } from '../price-history.ts';
import type { SimulationInput } from '../simulation-input.ts';
import {
  defaultProfile,
  REFERENCE_PROFILE,
  type SimulationProfile,
} from '../simulation-profile.ts';
import type { SimulationResult } from '../simulation-result.ts';
import { simulateTrades } from '../trade-simulator.ts';
import { marketOf, pricesOf, type Market } from './market.ts';

export type Changed = {
  readonly candidates?: readonly Candidate[];
  readonly market?: Market;
  readonly lookbackDays?: number;
};

export type CheckSubject = {
  readonly config: BacktestConfig;
  readonly rules: StrategyRules;
  readonly candidates: readonly Candidate[];
  readonly market: Market;
  readonly history: PriceHistory;
  /** The run as it is. */
  readonly base: SimulationResult;
  /** The same run, but for what is said. */
  readonly run: (changed: Changed) => SimulationResult;
  readonly openHistory: (changed: Pick<Changed, 'market' | 'lookbackDays'>) => PriceHistory;
  /** The session at which a candidate enters; undefined when the data end before it. */
  readonly entrySession: (candidate: Candidate) => SessionDate | undefined;
};

export function subjectOf(
  input: SimulationInput,
  prices: PriceData,
  config: BacktestConfig,
): CheckSubject {
  if (config.profile === 'reference')
    return subjectWith({ input, prices, config }, REFERENCE_PROFILE);
  const { size_on: sizeOn, stop_fill: stopFill } = config;
  return subjectWith({ input, prices, config }, defaultProfile({ sizeOn, stopFill }));
}

type Facts = {
  readonly input: SimulationInput;
  readonly prices: PriceData;
  readonly config: BacktestConfig;
};

/** By a profile of the caller's choice. */
export function subjectWith<Price extends number>(
  { input, prices, config }: Facts,
  profile: SimulationProfile<Price>,
): CheckSubject {
  const rules = backtestRules(config);
  const candidates = narrowCandidates(input.candidates, config);
  const history = profile.openHistory(prices, rules);
  const market = marketOf(
    history,
    candidates.map(({ ticker }) => ticker),
  );
  const simulate = config.max_positions === null ? simulateTrades : simulatePortfolio;
  const rulesFor = ({ lookbackDays = rules.lookbackDays }: Changed): StrategyRules => ({
    ...rules,
    lookbackDays,
  });
  const openHistory: CheckSubject['openHistory'] = (changed) =>
    profile.openHistory(pricesOf(changed.market ?? market), rulesFor(changed));
  const run: CheckSubject['run'] = (changed) =>
    simulate(
      { candidates: changed.candidates ?? candidates, blocked: input.blocked },
      {
        history: openHistory(changed),
        rules: rulesFor(changed),
        profile,
        commission: config.commission,
      },
    );
  return {
    ...{ config, rules, candidates, market, history, openHistory, run },
    base: run({}),
    entrySession({ ticker, reportDate }) {
      const from = rules.entryMode === 'report_open' ? reportDate : addDays(reportDate, 1);
      if (profile.entersOn === 'first_bar') return history.firstBarFrom(ticker, from);
      return history.sessions.find((session) => session >= from);
    },
  };
}
