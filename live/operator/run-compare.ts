import { join } from 'node:path';

import { CommandError } from '../../src/domain/outcome.ts';
import { PRIMARY, SHADOW } from '../../src/domain/strategy.ts';
import type { SessionDate } from '../../src/domain/session-date.ts';
import { moneyToNumber } from '../../src/domain/money.ts';
import {
  parseComparedManifest,
  type ComparedManifest,
} from '../../src/contracts/compared-manifest.ts';
import { parseTradesFile } from '../../src/contracts/read-trades-file.ts';
import type { StateReads } from '../../src/ports/state-store.ts';
import {
  judgeSwitch,
  type ComparedBook,
  type Comparison,
} from '../../src/rules/strategy-switch.ts';
import { runCommand, type CommandResult, type Streams } from '../../src/terminal/command-shell.ts';
import { renderComparison } from '../../src/views/render-comparison.ts';
import { DEFAULT_CONFIG, openState, readConfig, readText } from '../wiring.ts';
import type { CompareOptions } from './compare-cli.ts';

/** Reads; it never changes which strategy is primary. */
export function runCompare(options: CompareOptions, streams: Streams): Promise<number> {
  return runCommand(options, streams, async () => present(await comparisonOf(options)));
}

async function comparisonOf(options: CompareOptions): Promise<Comparison> {
  const { primary, shadow } = options;
  if (primary === undefined && shadow === undefined) return fromState(options);
  if (primary === undefined || shadow === undefined || options.stateDb !== undefined) {
    throw new CommandError(
      'usage',
      'the two books must come from one place',
      'give both --primary DIR and --shadow DIR, or --state-db FILE alone',
    );
  }
  return fromBacktests(readBacktest(primary), readBacktest(shadow));
}

async function fromState(options: CompareOptions): Promise<Comparison> {
  const { trading } = readConfig(options.config ?? DEFAULT_CONFIG, options.config !== undefined);
  const capitalBase = trading.max_positions * trading.position_size;
  const { store, close } = await openState(options.stateDb ?? 'live/state.db', true);
  try {
    return {
      primary: { name: PRIMARY, capitalBase, trades: resultsOf(store, null) },
      shadow: { name: SHADOW, capitalBase, trades: resultsOf(store, SHADOW) },
      span: spanOf(store),
    };
  } finally {
    close();
  }
}

function resultsOf(store: StateReads, shadow: string | null): ComparedBook['trades'] {
  return store
    .closedResults(shadow)
    .map(({ exitDate, pnl }) => ({ exitDate, pnl: moneyToNumber(pnl) }));
}

/** The days on which both books were kept: by their snapshots, else from the first entry to the last exit of both. */
function spanOf(store: StateReads): Comparison['span'] {
  const spans = [PRIMARY, SHADOW].map((book) => store.snapshotSpan(book));
  const [ofPrimary, ofShadow] = spans;
  if (ofPrimary && ofShadow) return overlap(ofPrimary, ofShadow);
  const closed = [...store.closedResults(null), ...store.closedResults(SHADOW)];
  const entries = closed.map(({ entryDate }) => entryDate).sort();
  const exits = closed.map(({ exitDate }) => exitDate).sort();
  const [from, to] = [entries[0], exits.at(-1)];
  return from === undefined || to === undefined ? null : { from, to };
}

type Span = { readonly from: SessionDate; readonly to: SessionDate };

function overlap(a: Span, b: Span): Comparison['span'] {
  const from = a.from > b.from ? a.from : b.from;
  const to = a.to < b.to ? a.to : b.to;
  return from <= to ? { from, to } : null;
}

type ReadBacktest = ComparedManifest & {
  readonly folder: string;
  readonly trades: ComparedBook['trades'];
};

function readBacktest(folder: string): ReadBacktest {
  const manifestPath = join(folder, 'run_manifest.json');
  const manifest = parseComparedManifest(readText(manifestPath));
  if (manifest.kind === 'refused') throw refused(`${manifestPath}: ${manifest.problem}`);
  const path = join(folder, 'trades.csv');
  const trades = parseTradesFile(readText(path), path);
  if (trades.kind === 'refused') throw refused(trades.problem);
  return { ...manifest.manifest, folder, trades: trades.trades };
}

function refused(problem: string): CommandError {
  return new CommandError('input-refused', problem, 'run the backtest again');
}

/** Two books that did not see the same reports and prices over the same days cannot be compared. */
function fromBacktests(primary: ReadBacktest, shadow: ReadBacktest): Comparison {
  const kinds = [...new Set([...Object.keys(primary.inputs), ...Object.keys(shadow.inputs)])];
  const differing = kinds.filter((kind) => primary.inputs[kind] !== shadow.inputs[kind]);
  const spans = [primary, shadow].map(({ span }) => `${span?.from ?? ''} to ${span?.to ?? ''}`);
  if (differing.length > 0 || spans[0] !== spans[1]) {
    const what = [
      ...differing.map((kind) => `their ${kind} differ`),
      ...(spans[0] === spans[1] ? [] : [`they span ${spans.join(' and ')}`]),
    ];
    throw new CommandError(
      'input-refused',
      `the backtests ${primary.folder} and ${shadow.folder} cannot be compared: ${what.join(', ')}`,
      'run both over the same reports and prices',
    );
  }
  const { span } = primary;
  return { primary, shadow, span };
}

function present(comparison: Comparison): CommandResult {
  const decision = judgeSwitch(comparison);
  const { primary, shadow, span } = comparison;
  return {
    outcome: 'done',
    text: (paint) => renderComparison(comparison, decision, paint),
    json: {
      command: 'compare',
      primary: primary.name,
      shadow: shadow.name,
      capital_base: { primary: primary.capitalBase, shadow: shadow.capitalBase },
      span,
      verdict: decision.verdict,
      because: decision.because,
      days: decision.days,
      closed_trades: decision.closedTrades,
      criteria: decision.criteria.map(({ isMet, isProven, interval, ...rest }) => ({
        name: rest.name,
        requires: rest.requires,
        primary: written(rest.primary),
        shadow: written(rest.shadow),
        difference: written(rest.difference),
        interval:
          interval === null ? null : { low: written(interval.low), high: written(interval.high) },
        is_met: isMet,
        is_proven: isProven,
      })),
    },
  };
}

/** JSON has no infinity. */
function written(value: number): number | string {
  if (Number.isFinite(value)) return value;
  return value > 0 ? 'infinite' : '-infinite';
}
