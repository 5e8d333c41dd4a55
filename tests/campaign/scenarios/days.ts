/** The days most stories are about: two positions are held on Monday; one is to be sold, another one to be bought. */
import { execute, plan } from '../scenario.ts';
import type { Stocks } from '../market.ts';

export const THURSDAY = '2015-10-22';
export const FRIDAY = '2015-10-23';
export const MONDAY = '2015-10-26';
export const TUESDAY = '2015-10-27';

/** HELD stays; FALL broke its trend on Friday and is to be sold on Monday; NEWS and MORE are in Monday's report. */
export const STOCKS: Stocks = {
  HELD: { steady: 100 },
  FALL: { steady: 100, from: { [MONDAY]: 95 }, days: { [FRIDAY]: [99, 99, 94, 95] } },
  NEWS: { steady: 50 },
  MORE: { steady: 20 },
};

/** The trailing stop judges the very week of the entry, so that three days tell the story. */
export const CONFIG = {
  trading: { trailing_transition_weeks: 0, lookback_days: 90 },
  execution: { poll_interval_ms: 10_000, poll_timeout_ms: 60_000 },
};

export const HELD_AND_FALL = [
  plan(THURSDAY, [
    { ticker: 'HELD', price: 100, score: 90 },
    { ticker: 'FALL', price: 100, score: 80 },
  ]),
  execute(THURSDAY),
  plan(FRIDAY, null),
  execute(FRIDAY),
];

export const NEWS_ON_MONDAY = [{ ticker: 'NEWS', price: 50 }];

export const BASE = { stocks: STOCKS, config: CONFIG, before: HELD_AND_FALL } as const;

/** The rules of CONFIG with other ones of trading and execution. */
export function configWith(trading: object, execution: object = {}): unknown {
  return {
    trading: { ...CONFIG.trading, ...trading },
    execution: { ...CONFIG.execution, ...execution },
  };
}
