/** The story of an import: what the source has, merged into what the archive had, and what that changes. */
import { EMPTY_SERIES, type BarSeries } from '../../src/domain/bar-series.ts';
import type { Bar, CorporateAction, Split } from '../../src/domain/bar.ts';
import type { Finding } from '../../src/domain/finding.ts';
import type { SessionDate } from '../../src/domain/session-date.ts';
import type { TrailingStop } from '../../src/domain/strategy.ts';
import type { Ticker } from '../../src/domain/ticker.ts';
import type { ArchiveImport } from '../../src/contracts/price-archive-file.ts';
import { mergeBars, type BarRevision, type MergedBars } from '../../src/rules/bar-revisions.ts';
import { verdictChanges, type VerdictChange } from '../../src/rules/verdict-changes.ts';

/** Where the prices come from: a folder, or a source over the network whose answer is in memory. */
export type ImportSource = {
  readonly name: string;
  readonly tickers: readonly Ticker[];
  readonly read: (ticker: Ticker) => {
    readonly bars: BarSeries;
    readonly findings: readonly Finding[];
  };
  readonly actions: readonly CorporateAction[];
  readonly findings: readonly Finding[];
  /** Asked for after the last stock was read. */
  readonly sha256: () => string | null;
};

export type EarlierPrices = {
  readonly tickers: readonly Ticker[];
  readonly seriesOf: (ticker: Ticker) => BarSeries;
  readonly actions: readonly CorporateAction[];
  readonly imports: readonly ArchiveImport[];
  readonly findings: readonly Finding[];
};

export type Revised<What> = { readonly ticker: Ticker; readonly what: What };

export type Import = {
  readonly entry: ArchiveImport;
  readonly revisions: readonly Revised<BarRevision>[];
  readonly withdrawn: readonly Revised<Bar>[];
  readonly verdicts: readonly Revised<VerdictChange>[];
  readonly actions: readonly CorporateAction[];
  /** Of this import, and those of earlier ones about stocks it did not read. */
  readonly findings: readonly Finding[];
  readonly kept: readonly Finding[];
};

/** The stops of the two strategies: their verdicts are what a revision can change by itself. */
export const JUDGED: readonly TrailingStop[] = [
  { kind: 'weekly_ema', period: 10 },
  { kind: 'weekly_nweek_low', period: 4 },
];
const LOOKBACK_DAYS = 400;

/** Hands each stock to `write` once it is merged; what came out is known when all are written. */
export function importPrices(
  source: ImportSource,
  earlier: EarlierPrices,
  at: string,
  write: (stocks: Iterable<readonly [Ticker, BarSeries]>, result: () => Import) => void,
): Import {
  const made = {
    added: 0,
    revisions: [] as Revised<BarRevision>[],
    withdrawn: [] as Revised<Bar>[],
    verdicts: [] as Revised<VerdictChange>[],
    findings: [...source.findings],
  };
  const actions = mergeActions(source, earlier.actions);
  const result = (): Import => ({
    entry: {
      number: earlier.imports.length + 1,
      at,
      source: source.name,
      stocks: source.tickers.length,
      bars_added: made.added,
      bars_revised: made.revisions.length,
      sha256: source.sha256(),
    },
    revisions: made.revisions,
    withdrawn: made.withdrawn,
    verdicts: made.verdicts,
    actions,
    findings: made.findings,
    kept: [...findingsOfOthers(source, earlier), ...made.findings],
  });
  write(
    mergedStocks(
      source,
      earlier,
      (ticker, merged, before) => {
        made.added += merged.added;
        made.revisions.push(...merged.revised.map((what) => ({ ticker, what })));
        made.withdrawn.push(...merged.withdrawn.map((what) => ({ ticker, what })));
        const changed = { before, after: merged.merged, revised: merged.revised };
        made.verdicts.push(...changedVerdicts(ticker, changed, earlier.actions, actions));
      },
      made.findings,
    ),
    result,
  );
  return result();
}

 
function* mergedStocks(
  source: ImportSource,
  earlier: EarlierPrices,
  tell: (ticker: Ticker, merged: MergedBars, before: BarSeries) => void,
  findings: Finding[],
): Generator<readonly [Ticker, BarSeries]> {
  const delivered = new Set(source.tickers);
  const all = [...new Set([...earlier.tickers, ...source.tickers])].sort();
  for (const ticker of all) {
    const before = earlier.seriesOf(ticker);
    const file = delivered.has(ticker) ? source.read(ticker) : null;
    if (file !== null) findings.push(...file.findings);
    const merged = mergeBars(before, file?.bars ?? EMPTY_SERIES);
    tell(ticker, merged, before);
    if (merged.merged.length > 0) yield [ticker, merged.merged];
  }
}

type ChangedBars = {
  readonly before: BarSeries;
  readonly after: BarSeries;
  readonly revised: readonly BarRevision[];
};

function changedVerdicts(
  ticker: Ticker,
  { before, after, revised }: ChangedBars,
  oldActions: readonly CorporateAction[],
  newActions: readonly CorporateAction[],
): Revised<VerdictChange>[] {
  if (before.length === 0) return [];
  const old = { series: before, splits: splitsOf(oldActions, ticker) };
  const now = { series: after, splits: splitsOf(newActions, ticker) };
  const dates = [
    ...revised.map((revision) => revision.after.date),
    ...onlyIn(old.splits, now.splits),
    ...onlyIn(now.splits, old.splits),
  ].sort();
  const [from, to] = [dates[0], dates.at(-1)];
  if (from === undefined || to === undefined) return [];
  return JUDGED.flatMap((trailing) =>
    verdictChanges(old, now, { from, to }, { trailing, lookbackDays: LOOKBACK_DAYS }),
  ).map((what) => ({ ticker, what }));
}

/** Ex-dates of splits that the others do not have, or have with another ratio. */
function onlyIn(splits: readonly Split[], others: readonly Split[]): SessionDate[] {
  const isThere = ({ exDate, ratio }: Split): boolean =>
    others.some((other) => other.exDate === exDate && other.ratio === ratio);
  return splits.filter((split) => !isThere(split)).map(({ exDate }) => exDate);
}

export function splitsOf(actions: readonly CorporateAction[], ticker: Ticker): Split[] {
  return actions.filter(
    (action): action is Split => action.type === 'split' && action.ticker === ticker,
  );
}

/** Of stocks that the source has, its actions; of the others, those that were known. */
function mergeActions(
  { tickers, actions }: ImportSource,
  known: readonly CorporateAction[],
): CorporateAction[] {
  const delivered = new Set(tickers);
  const key = ({ ticker, exDate, type }: CorporateAction): string => `${ticker} ${exDate} ${type}`;
  return [
    ...known.filter(({ ticker }) => !delivered.has(ticker)),
    ...actions.filter(({ ticker }) => delivered.has(ticker)),
  ].sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}

function findingsOfOthers(source: ImportSource, { findings }: EarlierPrices): Finding[] {
  const delivered = new Set<string>(source.tickers);
  return findings.filter(({ subject }) => subject !== null && !delivered.has(subject));
}
