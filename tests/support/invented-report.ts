/** The report of a backtest on an invented market, without a disk. */
import { benchmarkOf, gatherReport } from '../../backtest/gather-report.ts';
import { priceDataOf } from '../../backtest/price-data.ts';
import { backtest } from '../../backtest/run-backtest.ts';
import { parseBacktestConfig, type BacktestConfig } from '../../src/contracts/backtest-config.ts';
import type { Bar, Split } from '../../src/domain/bar.ts';
import type { Candidate } from '../../src/domain/candidate.ts';
import type { Finding } from '../../src/domain/finding.ts';
import { ticker } from '../../src/domain/ticker.ts';
import type { BacktestReport } from '../../src/views/backtest-report/report-facts.ts';

export type InventedRun = {
  readonly bars: Readonly<Record<string, readonly Bar[]>>;
  readonly splits?: readonly Split[];
  readonly candidates: readonly Candidate[];
  readonly options?: Readonly<Record<string, unknown>>;
  readonly findings?: readonly Finding[];
};

export function configOf(options: Readonly<Record<string, unknown>>): BacktestConfig {
  const parsed = parseBacktestConfig(options);
  if (parsed.kind === 'refused') throw new Error(parsed.problems.join('; '));
  return parsed.config;
}

export function inventedReport(run: InventedRun): BacktestReport {
  const config = configOf(run.options ?? {});
  const named = Object.entries(run.bars).map(([name, own]) => [ticker(name), own] as const);
  const prices = priceDataOf({ bars: new Map(named), splits: run.splits ?? [] });
  const made = backtest({ candidates: run.candidates, blocked: new Map() }, prices, config);
  const held = benchmarkOf(made, prices, config);
  const manifest = {
    version: '1.2.3',
    config,
    inputs: { prices: { path: 'prices/', files: 2, sha256: 'abc123' } },
    span: made.span,
    counts: made.counts,
    metrics: made.performance,
    findings: [...(run.findings ?? []), ...made.findings, ...held.findings],
  };
  const title = 'Backtest: an invented run';
  return gatherReport({ title, made, manifest, prices, held, defaults: configOf({}) });
}
