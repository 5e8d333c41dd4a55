import type { Finding } from '../domain/finding.ts';
import type { FigureName, Figures, Objective } from '../rules/objective.ts';
import { dollars, plain, words } from './number-text.ts';
import type { Paint } from './paint.ts';
import { renderFindings } from './render-findings.ts';
import { renderTable } from './render-table.ts';

export type GridView = {
  readonly title: string;
  readonly parameters: readonly string[];
  readonly points: readonly { readonly values: readonly string[]; readonly figures: Figures }[];
  readonly objective: Objective;
  readonly minTrades: number;
  /** As asked instead of best first. */
  readonly inOrder: boolean;
  readonly findings: readonly Finding[];
  readonly files: readonly string[];
};

const MOST_ROWS = 20;
const SHOWN: readonly FigureName[] = [
  'trades',
  'total_pnl',
  'profit_factor',
  'average_return_pct',
  'win_rate_pct',
  'max_drawdown_pct',
  'sharpe',
];

/** The best points as a table; all of them are in the CSV. */
export function renderGrid(view: GridView, paint: Paint): string {
  const { title, parameters, points, objective } = view;
  const columns = SHOWN.includes(objective.name) ? SHOWN : [...SHOWN, objective.name];
  const shown = (view.inOrder ? points : bestFirst(points, objective)).slice(0, MOST_ROWS);
  const table = renderTable(
    {
      head: [...parameters.map(words), ...columns.map(columnTitle)],
      rows: shown.map(({ values, figures }) => [
        ...values.map((value) => (value === '' ? '·' : value)),
        ...columns.map((name) => figureText(figures, name)),
      ]),
      textColumns: parameters.length,
    },
    paint,
  );
  const more = points.length - shown.length;
  return [
    `${paint.bold(title)} ${paint.dim(`judged by ${words(objective.name)}, from ${view.minTrades} trades on`)}`,
    '',
    ...table,
    ...(more > 0 ? [paint.dim(`  … and ${more} more in points.csv`)] : []),
    '',
    ...findingLines(view.findings, paint),
    ...view.files.map((file) => `wrote ${file}`),
  ].join('\n');
}

/** More of one kind are counted; all of them are in experiment.json. */
const MOST_OF_A_KIND = 2;

export function findingLines(findings: readonly Finding[], paint: Paint): string[] {
  if (findings.length === 0) return [];
  const seen = new Map<string, number>();
  const kept = findings.filter(({ code }) => {
    seen.set(code, (seen.get(code) ?? 0) + 1);
    return (seen.get(code) ?? 0) <= MOST_OF_A_KIND;
  });
  const more = findings.length - kept.length;
  return [
    paint.bold('Findings'),
    ...renderFindings(kept, paint),
    ...(more > 0 ? [paint.dim(`  ${more} more are in experiment.json`)] : []),
    '',
  ];
}

/** Points without a number come last, in their order. */
export function bestFirst<Point extends { readonly figures: Figures }>(
  points: readonly Point[],
  { name }: Objective,
): Point[] {
  const valueOf = ({ figures }: Point): number => figures[name].value ?? -Infinity;
  return [...points].sort((a, b) => {
    const [x, y] = [valueOf(a), valueOf(b)];
    return x === y ? 0 : y > x ? 1 : -1;
  });
}

const TITLES: Readonly<Partial<Record<FigureName, string>>> = {
  total_pnl: 'P&L',
  average_return_pct: 'average %',
  median_return_pct: 'median %',
  win_rate_pct: 'won %',
  max_drawdown_pct: 'drawdown %',
  cagr_pct: 'CAGR %',
  exposure_pct: 'exposure %',
  sharpe: 'Sharpe',
  sortino: 'Sortino',
};

export function columnTitle(name: FigureName): string {
  return TITLES[name] ?? words(name);
}

const DOLLARS: readonly FigureName[] = ['total_pnl', 'capital_base', 'max_drawdown'];

export function figureText(figures: Figures, name: FigureName): string {
  const { value, reason } = figures[name];
  if (value === null) return reason;
  if (name === 'trades' || name === 'wins' || name === 'losses') return String(value);
  return DOLLARS.includes(name) ? dollars(value) : plain(value);
}
