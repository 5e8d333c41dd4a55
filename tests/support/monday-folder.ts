/**
 * The Monday most tests are about: two positions bought on Thursday, each with its resting stop. FALL broke its trend
 * on Friday and is to be sold, HELD stays, and the report of the day names NEWS. BROKEN_TREND lets the trailing stop
 * judge the very week of the entry, so that three days tell the story.
 */
import { executeArguments, planArguments } from './trading-day.ts';
import { runBuilt } from './built-command.ts';
import { tradingFolder, type Stocks, type TradingFolder } from './trading-folder.ts';

export const THURSDAY = '2015-10-22';
export const FRIDAY = '2015-10-23';
export const MONDAY = '2015-10-26';
export const TUESDAY = '2015-10-27';

export const STOCKS: Stocks = {
  HELD: { steady: 100 },
  FALL: { steady: 100, days: { [FRIDAY]: [99, 99, 94, 95], [MONDAY]: [94, 96, 93, 95] } },
  NEWS: { steady: 50 },
};

export const BROKEN_TREND = 'trading:\n  trailing_transition_weeks: 0\n';
export const BOUGHT_ON_THURSDAY = [
  { ticker: 'HELD', price: 100, score: 90 },
  { ticker: 'FALL', price: 100, score: 80 },
];
export const MONDAY_REPORT = `reports/earnings_trade_candidates_${MONDAY}.json`;
export const PLAN_MONDAY = planArguments(MONDAY, MONDAY_REPORT);
export const EXECUTE_MONDAY = executeArguments(MONDAY);

/** Before the signal generator of Monday; `stocks` replaces the market. */
export async function mondayFolder(stocks: Stocks = STOCKS): Promise<TradingFolder> {
  const folder = tradingFolder(stocks);
  folder.write('openbell.yaml', BROKEN_TREND);
  folder.report(MONDAY, [{ ticker: 'NEWS', price: 50 }]);
  const thursday = folder.report(THURSDAY, BOUGHT_ON_THURSDAY);
  for (const [date, report] of [
    [THURSDAY, thursday],
    [FRIDAY, null],
  ] as const) {
    await mustSucceed(runBuilt('signal-generator', planArguments(date, report), folder.path));
    await mustSucceed(runBuilt('executor', executeArguments(date), folder.path));
  }
  return folder;
}

async function mustSucceed(run: ReturnType<typeof runBuilt>): Promise<void> {
  const { code, out, err } = await run;
  if (code !== 0) throw new Error(`a day before Monday ended with ${code}:\n${out}\n${err}`);
}
