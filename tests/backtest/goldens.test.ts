/** The results of an independent implementation, field for field: `OPENBELL_GOLDENS`, or beside the real data. */
import { afterAll, describe, expect, it } from 'vitest';

import { simulatePortfolio } from '../../backtest/portfolio-simulator.ts';
import { REFERENCE_PROFILE } from '../../backtest/simulation-profile.ts';
import type { SimulationResult } from '../../backtest/simulation-result.ts';
import { simulateTrades } from '../../backtest/trade-simulator.ts';
import type { Trade } from '../../src/rules/trade-rounding.ts';
import {
  goldenFolder,
  goldenInputs,
  goldenNames,
  goldenRules,
  readGolden,
  type Golden,
  type GoldenTrade,
} from './goldens.ts';

const names = goldenFolder === undefined ? [] : goldenNames(goldenFolder);
let reproduced = 0;

function reproduce(golden: Golden): SimulationResult {
  const { candidates, data } = goldenInputs(goldenFolder ?? '', golden.config.data_end_date);
  const rules = goldenRules(golden);
  const profile = REFERENCE_PROFILE;
  const history = profile.openHistory(data, rules);
  const simulate = golden.mode === 'trade' ? simulateTrades : simulatePortfolio;
  return simulate({ candidates, blocked: new Map() }, { history, rules, profile, commission: 0 });
}

function asGolden(trade: Trade): GoldenTrade {
  return {
    ticker: trade.ticker,
    grade: trade.grade,
    grade_source: trade.gradeSource,
    score: trade.score,
    report_date: trade.reportDate,
    entry_date: trade.entryDate,
    entry_price: trade.entryPrice,
    exit_date: trade.exitDate,
    exit_price: trade.exitPrice,
    shares: trade.shares,
    invested: trade.invested,
    pnl: trade.pnl,
    return_pct: trade.returnPct,
    holding_days: trade.holdingDays,
    exit_reason: trade.exitReason,
    gap_size: trade.gapSize,
    company_name: trade.companyName,
    // Kept by the other implementation, empty throughout.
    vix_at_entry: null,
  };
}

describe.skipIf(goldenFolder === undefined)('the goldens (OPENBELL_GOLDENS is found)', () => {
  afterAll(() => {
    process.stdout.write(`${reproduced}/${names.length} goldens reproduced\n`);
  });

  it.each(names)('%s comes out trade for trade and skip for skip', (name) => {
    const golden = readGolden(goldenFolder ?? '', name);
    const result = reproduce(golden);
    expect(result.trades.map(asGolden)).toEqual(golden.trades);
    expect(
      result.skipped.map(({ ticker, reportDate, grade, score, reason }) => ({
        ticker,
        report_date: reportDate,
        grade,
        score,
        skip_reason: reason,
      })),
    ).toEqual(golden.skipped);
    reproduced += 1;
  });
});
