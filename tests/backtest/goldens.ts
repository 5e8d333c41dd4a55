import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

import { sessionDate } from '../../src/domain/session-date.ts';
import type { StrategyRules } from '../../src/domain/strategy.ts';
import type { Ticker } from '../../src/domain/ticker.ts';
import { parseAdjustedPriceFile } from '../../src/contracts/adjusted-price-file.ts';
import { parseCandidatesFile } from '../../src/contracts/candidates-file.ts';
import type { Candidate } from '../../src/domain/candidate.ts';
import { loadedSeries, type PriceData } from '../../backtest/price-data.ts';
import { realData } from '../support/raw-bars.ts';

/** The results another implementation made of the same rules, where they are; undefined where they are not. */
export const goldenFolder = [process.env['OPENBELL_GOLDENS'], join(realData ?? '.', '../golden')]
  .flatMap((folder) => folder ?? [])
  .find((folder) => existsSync(join(folder, 'inputs', 'candidates.json')));

export type GoldenTrade = Readonly<Record<string, string | number | null>>;

export type Golden = {
  readonly config: {
    readonly max_positions: number;
    readonly position_size: number;
    readonly stop_loss_pct: number;
    readonly slippage_pct: number;
    readonly max_holding_days: number | null;
    readonly stop_mode: StrategyRules['stopMode'];
    readonly entry_mode: StrategyRules['entryMode'];
    readonly trailing_stop: StrategyRules['trailing']['kind'];
    readonly trailing_ema_period: number;
    readonly trailing_nweek_period: number;
    readonly trailing_transition_weeks: number;
    readonly data_end_date: string | null;
    readonly enable_rotation: boolean;
  };
  readonly mode: string;
  readonly trades: readonly GoldenTrade[];
  readonly skipped: readonly GoldenTrade[];
  readonly metrics: Readonly<Record<string, unknown>>;
};

export function goldenNames(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort();
}

export function readGolden(folder: string, name: string): Golden {
  // The files know a zero below zero; the results here do not.
  const unsigned = (_key: string, value: unknown): unknown => (value === 0 ? 0 : value);
  return JSON.parse(readFileSync(join(folder, name), 'utf8'), unsigned) as Golden;
}

export function goldenInputs(
  folder: string,
  dataEnd: string | null,
): { readonly candidates: readonly Candidate[]; readonly data: PriceData } {
  const prices = join(folder, 'inputs', 'prices');
  const to = sessionDate(dataEnd ?? '2035-12-31');
  const files = readdirSync(prices).map((file) => {
    const ticker = basename(file, '.csv') as Ticker;
    const bytes = readFileSync(join(prices, file));
    return [ticker, parseAdjustedPriceFile(bytes, { name: file, ticker, to })] as const;
  });
  const text = readFileSync(join(folder, 'inputs', 'candidates.json'), 'utf8');
  return {
    candidates: parseCandidatesFile(text, 'candidates.json').candidates,
    data: loadedSeries(new Map(files.map(([ticker, { bars }]) => [ticker, bars])), {
      incomplete: new Map(files.map(([ticker, { incomplete }]) => [ticker, incomplete])),
    }),
  };
}

export function goldenRules({ config }: Golden): StrategyRules {
  const isEma = config.trailing_stop === 'weekly_ema';
  return {
    name: 'golden',
    trailing: {
      kind: config.trailing_stop,
      period: isEma ? config.trailing_ema_period : config.trailing_nweek_period,
    },
    transitionWeeks: config.trailing_transition_weeks,
    maxPositions: config.max_positions,
    positionSize: config.position_size,
    stopLossPct: config.stop_loss_pct,
    slippagePct: config.slippage_pct,
    maxHoldingDays: config.max_holding_days,
    stopMode: config.stop_mode,
    entryMode: config.entry_mode,
    rotation: config.enable_rotation,
    dailyEntryLimit: null,
    minGrade: 'D',
    lookbackDays: 400,
    qualityFilter: null,
  };
}
