import type { Bar } from '../domain/bar.ts';
import type { Finding } from '../domain/finding.ts';
import type { BarRevision } from '../rules/bar-revisions.ts';
import type { Trade } from '../rules/trade-rounding.ts';
import type { VerdictChange, WeekEndVerdict } from '../rules/verdict-changes.ts';
import type { Paint } from './paint.ts';
import { renderFindings } from './render-findings.ts';

type OfStock<What> = { readonly ticker: string; readonly what: What };
type ImportEntry = {
  readonly number: number;
  readonly at: string;
  readonly source: string;
  readonly stocks: number;
  readonly bars_added: number;
  readonly bars_revised: number;
};

export type ArchiveImportView = {
  readonly archive: string;
  readonly entry: ImportEntry;
  readonly revisions: readonly OfStock<BarRevision>[];
  readonly withdrawn: readonly OfStock<Bar>[];
  readonly verdicts: readonly OfStock<VerdictChange>[];
  /** Null when no backtest was named. */
  readonly trades:
    readonly { readonly before: Trade | null; readonly after: Trade | null }[] | null;
  readonly findings: readonly Finding[];
};

/** More are counted here; all of them are in the JSON form. */
const MOST_LINES = 40;

export function renderArchiveImport(view: ArchiveImportView, paint: Paint): string {
  const { entry, revisions, withdrawn, verdicts, trades } = view;
  const said = `${entry.stocks} stocks, ${entry.bars_added} bars added, ${entry.bars_revised} changed`;
  return [
    `${paint.bold(view.archive)} import ${entry.number} from ${entry.source}: ${said}`,
    ...listed('bars that changed', revisions.map(revisionLine), paint),
    ...listed('bars the source does not have any more: kept', withdrawn.map(barLine), paint),
    ...listed('weekly verdicts that come out otherwise', verdicts.map(verdictLine), paint),
    ...listed('trades of the backtest that differ', (trades ?? []).map(tradeLine), paint),
    ...(trades !== null && trades.length === 0 ? ['no trade of the backtest differs'] : []),
    ...(view.findings.length === 0 ? [] : ['', ...renderFindings(view.findings, paint)]),
  ].join('\n');
}

function listed(title: string, lines: readonly string[], paint: Paint): string[] {
  if (lines.length === 0) return [];
  const more = lines.length - MOST_LINES;
  return [
    '',
    paint.bold(`${lines.length} ${title}`),
    ...lines.slice(0, MOST_LINES).map((line) => `  ${line}`),
    ...(more > 0 ? [paint.dim(`  … and ${more} more: --json lists them`)] : []),
  ];
}

function revisionLine({ ticker, what: { before, after } }: OfStock<BarRevision>): string {
  const names = (['open', 'high', 'low', 'close', 'volume'] as const).filter(
    (name) => before[name] !== after[name],
  );
  const changes = names.map((name) => `${name} ${before[name]} → ${after[name]}`);
  return `${ticker} ${after.date}  ${changes.join(', ')}`;
}

function barLine({ ticker, what }: OfStock<Bar>): string {
  return `${ticker} ${what.date}  close ${what.close}`;
}

function verdictLine({ ticker, what }: OfStock<VerdictChange>): string {
  const { asOf, trailing, before, after } = what;
  const name = `${trailing.kind} ${trailing.period}`;
  return `${ticker} ${asOf}  ${name}: ${judged(before)} → ${judged(after)}`;
}

function judged(verdict: WeekEndVerdict | null): string {
  if (verdict === null) return 'nothing to judge';
  const { close, indicator, breaks } = verdict;
  return `${breaks ? 'exit' : 'hold'} (close ${close}, indicator ${indicator.toFixed(4)})`;
}

function tradeLine(change: {
  readonly before: Trade | null;
  readonly after: Trade | null;
}): string {
  const one = change.before ?? change.after;
  return `${one?.ticker ?? ''} entered ${one?.entryDate ?? ''}  ${told(change.before)} → ${told(change.after)}`;
}

function told(trade: Trade | null): string {
  if (trade === null) return 'not there';
  const { shares, entryPrice, exitDate, exitPrice, exitReason } = trade;
  return `${shares} @ ${entryPrice}, ${exitReason} ${exitDate} @ ${exitPrice}`;
}

export type ArchiveInfoView = {
  readonly archive: string;
  readonly stocks: number;
  readonly bars: number;
  readonly bytes: number;
  readonly first: string | null;
  readonly last: string | null;
  readonly actions: number;
  readonly sha256: string;
  readonly imports: readonly ImportEntry[];
  readonly findings: readonly Finding[];
};

export function renderArchiveInfo(view: ArchiveInfoView, paint: Paint): string {
  const { archive, stocks, bars, bytes, first, last } = view;
  const size = `${(bytes / 1_000_000).toFixed(1)} MB, ${(bytes / Math.max(1, bars)).toFixed(1)} bytes a bar`;
  return [
    `${paint.bold(archive)} ${stocks} stocks, ${bars} bars from ${first ?? 'never'} to ${last ?? 'never'}, ${size}`,
    `  ${view.actions} corporate actions, sha256 ${view.sha256}`,
    ...view.imports.map(
      ({ number, at, source, stocks: read, bars_added, bars_revised }) =>
        `  import ${number}  ${at}  ${source}: ${read} stocks, ${bars_added} bars added, ${bars_revised} changed`,
    ),
    ...(view.findings.length === 0 ? [] : ['', ...renderFindings(view.findings, paint)]),
  ].join('\n');
}
