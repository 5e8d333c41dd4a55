import type { ParityCounts, ParityDifference, ParityTrade } from '../rules/parity.ts';
import type { Paint } from './paint.ts';

export type ExplainedDifference = ParityDifference & {
  /** What live itself said about it. */
  readonly because: string | null;
};

export type ReplayedBook = {
  readonly strategy: string;
  /** What it is, and how it was simulated. */
  readonly role: string;
  readonly counts: ParityCounts;
  readonly differences: readonly ExplainedDifference[];
  readonly delisted: readonly ParityTrade[];
};

export type ReplayView = {
  readonly first: string;
  readonly last: string;
  readonly sessions: number;
  readonly reports: number;
  readonly leftOut: readonly string[];
  readonly books: readonly ReplayedBook[];
  /** Runs of live that did not end with 0. */
  readonly notes: readonly string[];
  readonly kept: string | null;
  /** Every difference and note, or the first ones and how many more there are. */
  readonly isComplete: boolean;
};

const MOST_SHOWN = 20;

export function renderReplay(view: ReplayView, paint: Paint): string {
  const { first, last, sessions, reports, books, notes, leftOut, kept } = view;
  const most = view.isComplete ? Infinity : MOST_SHOWN;
  const total = books.reduce((sum, book) => sum + book.differences.length, 0);
  const lines = [
    `${paint.bold(`Replay ${first} to ${last}`)}: ${sessions} sessions, ${reports} reports; live against the portfolio simulator`,
    ...books.flatMap((book) => ['', ...renderBook(book, most, paint)]),
    ...section('Runs of live that did not end with 0', notes, most, paint),
    ...section(
      'Left out on both sides: another report is for the same session',
      leftOut,
      most,
      paint,
    ),
    '',
    ...(kept === null ? [] : [`kept in ${kept}/: state.db, emulator.db and signals/`]),
    total === 0 ? paint.green('differences: 0') : paint.red(`differences: ${total}`),
  ];
  return lines.join('\n');
}

function renderBook(book: ReplayedBook, most: number, paint: Paint): string[] {
  const { strategy, role, counts, differences, delisted } = book;
  const { closed, open, byReason, splits, skips } = counts;
  const reasons = [
    `stops ${byReason.stop_loss ?? 0}`,
    `trend breaks ${byReason.trend_break ?? 0}`,
    `rotations ${byReason.rotated_out ?? 0}`,
    ...(byReason.max_holding === undefined ? [] : [`max holding ${byReason.max_holding}`]),
  ];
  return [
    `${paint.bold(strategy)} ${paint.dim(role)}`,
    `  trades ${closed + open}: ${closed} closed (${reasons.join(', ')}), ${open} open at the end`,
    `  splits lived through ${splits}, candidates skipped ${skips}`,
    `  differences: ${differences.length}`,
    ...shortened(
      differences.map((one) => renderDifference(one, paint)),
      most,
    ).map((line) => `    ${line}`),
    ...delisted.map((trade) => `  ${paint.yellow('note')} ${renderDelisted(trade)}`),
  ];
}

function renderDifference(difference: ExplainedDifference, paint: Paint): string {
  const { session, ticker, what, live, simulated, because } = difference;
  const sides = `${session} ${ticker} ${what}: live ${live}, simulated ${simulated}`;
  return because === null ? sides : `${sides} ${paint.dim(`(${because})`)}`;
}

function renderDelisted({ ticker, barsEnd }: ParityTrade): string {
  const when = barsEnd ?? 'a day within the span';
  return `the bars of ${ticker} end on ${when}: a backtest sells it there, live cannot know and keeps it; so does this comparison`;
}

function section(title: string, entries: readonly string[], most: number, paint: Paint): string[] {
  if (entries.length === 0) return [];
  return ['', paint.bold(title), ...shortened(entries, most).map((line) => `  ${line}`)];
}

function shortened(lines: readonly string[], most: number): readonly string[] {
  if (lines.length <= most) return lines;
  return [...lines.slice(0, most), `… and ${lines.length - most} more: see them with --verbose`];
}
