import type { BarSeries } from '../../src/domain/bar-series.ts';
import { CommandError } from '../../src/domain/outcome.ts';
import { parseSessionDate, type SessionDate } from '../../src/domain/session-date.ts';
import { parseTicker, type Ticker } from '../../src/domain/ticker.ts';
import type { BacktestConfig } from '../../src/contracts/backtest-config.ts';
import { runCommand, type CommandResult, type Streams } from '../../src/terminal/command-shell.ts';
import { renderArchiveImport } from '../../src/views/render-archive.ts';
import { backtest } from '../run-backtest.ts';
import { readTestedRun } from '../wiring.ts';
import { openPriceArchive, pricesIn, type PriceArchive } from '../wiring/archive-prices.ts';
import {
  earlierOf,
  folderSource,
  importTime,
  openEarlier,
  remoteSource,
  writePriceArchive,
} from '../wiring/archive-sources.ts';
import { loadBacktestCandidates, priceQuestionOf } from '../wiring/load-backtest.ts';
import type { ImportOptions } from './archive-cli.ts';
import { importPrices, type Import, type ImportSource } from './import-prices.ts';
import { tradeChanges, type TradeChange } from './trade-changes.ts';

export function runArchiveImport(options: ImportOptions, streams: Streams): Promise<number> {
  return runCommand(options, streams, () => importInto(options));
}

async function importInto(options: ImportOptions): Promise<CommandResult> {
  const { at, lastSession } = importTime();
  const source = await sourceOf(options, lastSession);
  const config = options.run === undefined ? null : readTestedRun(options.run).config;
  const earlier = openEarlier(options.archive);
  try {
    const made = importPrices(source, earlierOf(earlier), at, (stocks, result) => {
      write(options.archive, earlier, stocks, result);
    });
    const trades = config === null ? null : await changedTrades(config, options.archive, earlier);
    return present(options, made, trades);
  } finally {
    earlier?.close();
  }
}

function write(
  path: string,
  earlier: PriceArchive | null,
  stocks: Iterable<readonly [Ticker, BarSeries]>,
  result: () => Import,
): void {
  writePriceArchive(path, stocks, () => {
    const { entry, actions, kept } = result();
    return { imports: [...(earlier?.index.imports ?? []), entry], actions, findings: [...kept] };
  });
}

async function sourceOf(options: ImportOptions, lastSession: SessionDate): Promise<ImportSource> {
  const { from } = options;
  const tickers = options.tickers === undefined ? null : tickersOf(options.tickers);
  if (from !== 'alpaca' && from !== 'fmp') return folderSource(from, tickers);
  if (tickers === null)
    throw new CommandError('usage', `--from ${from} needs stocks`, 'add --tickers AAPL,MSFT');
  return remoteSource({
    which: from,
    tickers,
    from: dateOf('--start', options.start ?? '2016-01-01'),
    to: options.end === undefined ? lastSession : dateOf('--end', options.end),
  });
}

function tickersOf(list: string): Ticker[] {
  const names = list.split(',').map((name) => name.trim());
  return names.map((name) => {
    const ticker = parseTicker(name);
    if (ticker !== undefined) return ticker;
    throw new CommandError(
      'usage',
      `--tickers: ${JSON.stringify(name.slice(0, 20))} is no symbol`,
      'write them like AAPL,BRK.B',
    );
  });
}

function dateOf(option: string, text: string): SessionDate {
  const date = parseSessionDate(text);
  if (date !== undefined) return date;
  throw new CommandError('usage', `${option} ${text} is no date`, 'write it as YYYY-MM-DD');
}

/** The same backtest on the prices before and after. */
async function changedTrades(
  config: BacktestConfig,
  path: string,
  earlier: PriceArchive | null,
): Promise<readonly TradeChange[]> {
  if (earlier === null) return [];
  const { input } = await loadBacktestCandidates(config);
  const question = { ...priceQuestionOf({ ...config, prices: path }, input.candidates) };
  const now = openPriceArchive(path);
  try {
    const [before, after] = [earlier, now].map((archive) =>
      backtest(input, pricesIn(archive, question).data, config),
    );
    return tradeChanges(before?.trades ?? [], after?.trades ?? []);
  } finally {
    now.close();
  }
}

function present(
  { archive, from }: ImportOptions,
  made: Import,
  trades: readonly TradeChange[] | null,
): CommandResult {
  const { entry, revisions, withdrawn, verdicts, findings } = made;
  return {
    outcome: 'done',
    text: (paint) => renderArchiveImport({ ...made, archive, trades }, paint),
    json: {
      command: 'archive import',
      archive,
      from,
      import: entry,
      revisions: revisions.map(({ ticker, what }) => ({ ticker, ...what })),
      withdrawn: withdrawn.map(({ ticker, what }) => ({ ticker, bar: what })),
      verdicts: verdicts.map(({ ticker, what }) => ({ ticker, ...what })),
      trades,
      findings,
    },
  };
}
