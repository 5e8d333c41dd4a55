import type { BacktestConfig } from '../src/contracts/backtest-config.ts';
import { CommandError } from '../src/domain/outcome.ts';
import type { Check } from '../src/views/render-checks.ts';
import { renderChecks } from '../src/views/render-checks.ts';
import { runCommand, type CommandResult, type Streams } from '../src/terminal/command-shell.ts';
import type { CheckName, CheckOptions } from './check-cli.ts';
import { checkFills } from './checks/check-fills.ts';
import { checkLookahead } from './checks/check-lookahead.ts';
import { checkStartDate } from './checks/check-start-date.ts';
import { subjectOf, type CheckSubject } from './checks/check-subject.ts';
import { checkSurvivorship } from './checks/check-survivorship.ts';
import { checkWarmup } from './checks/check-warmup.ts';
import { readBacktestConfig } from './wiring.ts';
import { loadBacktest } from './wiring/load-backtest.ts';

type Ask = (subject: CheckSubject, sample: number) => Check;

const CHECKS: Readonly<Record<Exclude<CheckName, 'all'>, Ask>> = {
  lookahead: checkLookahead,
  warmup: checkWarmup,
  'start-date': checkStartDate,
  fills: checkFills,
  survivorship: checkSurvivorship,
};

/** The command from its options to its exit code. It writes nothing. */
export function runCheck(options: CheckOptions, streams: Streams): Promise<number> {
  return runCommand(options, streams, () => check(options, streams));
}

async function check(
  { which, sample, progress, ...options }: CheckOptions,
  { err }: Streams,
): Promise<CommandResult> {
  const config = await readBacktestConfig(options.config, options.flags);
  const { input, prices } = await loadBacktest(withLongHistory(config));
  const subject = subjectOf(input, prices, config);
  if (subject.base.trades.length === 0) {
    throw new CommandError(
      'input-refused',
      'the backtest makes no trade: there is nothing to check',
      'see what `backtest` says about the same reports and prices',
    );
  }
  const names = which === 'all' ? CHECK_NAMES : [which];
  const checks = names.map((name) => {
    if (progress) err(`checking ${name} …`);
    return CHECKS[name](subject, sample);
  });
  const isClean = checks.every(({ differences }) => differences.length === 0);
  return {
    outcome: isClean ? 'done' : 'unresolved',
    text: (paint) => renderChecks(checks, paint),
    json: { command: 'check', clean: isClean, checks },
  };
}

const CHECK_NAMES = ['lookahead', 'warmup', 'start-date', 'fills', 'survivorship'] as const;

const LONGEST_LOOKBACK = 2_000;

/** Loads twice the look-back, so that a longer one finds bars. What a run sees is bounded by its own. */
function withLongHistory(config: BacktestConfig): BacktestConfig {
  return { ...config, lookback_days: Math.min(LONGEST_LOOKBACK, config.lookback_days * 2) };
}
