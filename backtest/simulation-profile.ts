/**
 * What the two profiles of the backtest do differently, as one value. `default` is what live does. `reference`
 * reproduces another implementation of the same rules, whose results were kept; it decides in its own way here and
 * there, and each of these ways is a field.
 */
import type { Money } from '../src/domain/money.ts';
import { LIVE_PLAN, type PlanModel } from '../src/plans/book-plan.ts';
import type { StepModel } from '../src/plans/book-step.ts';
import { EXACT_MONEY, PLAIN_DOLLARS } from '../src/rules/pricing.ts';
import type { PriceData } from './price-data.ts';
import {
  calendarHistory,
  referenceHistory,
  type PriceHistory,
  type TrendQuestion,
} from './price-history.ts';

export type SimulationProfile<Price extends number> = PlanModel<Price> &
  StepModel<Price> & {
    readonly name: 'default' | 'reference';
    readonly openHistory: (data: PriceData, question: TrendQuestion) => PriceHistory;
    /** What a candidate is judged by: the report's price, or the open it would fill at. */
    readonly candidatePrice: 'report' | 'open';
    /** When a candidate enters: at a session, whether the stock trades or not, or at the stock's first bar. */
    readonly entersOn: 'session' | 'first_bar';
    /** An exit without a bar stays planned until there is one, or is forgotten and the position goes to the back. */
    readonly missedExit: 'stays_planned' | 'forgotten';
    /** A stock whose bars end before the data: sold at its last close at once, or undone when the data end. */
    readonly delisted: 'last_close' | 'undone_at_end';
    /** Why the last positions close: the exit that was planned for them, where there is one, or only the end. */
    readonly lastReason: 'planned' | 'end_of_data';
  };

export function defaultProfile(
  choices: Pick<StepModel<Money>, 'sizeOn' | 'stopFill'>,
): SimulationProfile<Money> {
  return {
    ...LIVE_PLAN,
    ...choices,
    name: 'default',
    pricing: EXACT_MONEY,
    openHistory: calendarHistory,
    candidatePrice: 'report',
    entersOn: 'session',
    missedExit: 'stays_planned',
    delisted: 'last_close',
    lastReason: 'end_of_data',
  };
}

export const REFERENCE_PROFILE: SimulationProfile<number> = {
  name: 'reference',
  pricing: PLAIN_DOLLARS,
  rebuysAtSameOpen: true,
  rotatesEntriesOfToday: true,
  bookOrder: 'held',
  maxHoldingExit: 'close',
  stopFill: 'at_stop',
  sizeOn: 'fill',
  openHistory: referenceHistory,
  candidatePrice: 'open',
  entersOn: 'first_bar',
  missedExit: 'forgotten',
  delisted: 'undone_at_end',
  lastReason: 'planned',
};
