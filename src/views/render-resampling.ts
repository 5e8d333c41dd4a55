import type { Finding } from '../domain/finding.ts';
import type { FigureName } from '../rules/objective.ts';
import type { ResamplingMethod } from '../rules/resampling.ts';
import { count, dollars, plain, words } from './number-text.ts';
import type { Paint } from './paint.ts';
import { findingLines } from './render-grid.ts';
import { renderTable } from './render-table.ts';

export type Distribution = {
  readonly name: Extract<FigureName, 'max_drawdown' | 'total_pnl' | 'profit_factor'>;
  /** Of the trades as they were. */
  readonly actual: number;
  readonly quantiles: readonly { readonly share: number; readonly value: number }[];
  /** Runs that reached as much as the trades as they were, or more. */
  readonly asMuchPct: number;
};

export type ResamplingView = {
  readonly method: ResamplingMethod;
  readonly runs: number;
  readonly seed: number;
  readonly trades: number;
  readonly capitalBase: number;
  readonly distributions: readonly Distribution[];
  readonly findings: readonly Finding[];
  readonly files: readonly string[];
};

export function renderResampling(view: ResamplingView, paint: Paint): string {
  const { method, runs, seed, trades, capitalBase, distributions } = view;
  const title =
    method === 'order' ? 'Monte-Carlo of the order of trades' : 'Bootstrap of the trades';
  const shares = distributions[0]?.quantiles ?? [];
  const table = renderTable(
    {
      head: [
        ...['', 'as it was'],
        ...shares.map(({ share }) => `${plain(share * 100, 0)} %`),
        'as much',
      ],
      rows: distributions.map(({ name, actual, quantiles, asMuchPct }) => [
        words(name),
        textOf(name, actual),
        ...quantiles.map(({ value }) => textOf(name, value)),
        `${plain(asMuchPct)} %`,
      ]),
      textColumns: 1,
    },
    paint,
  );
  const says =
    method === 'order'
      ? 'Total P&L and profit factor are the same in every order; how deep it falls on the way is not.'
      : 'Trades are drawn as if they were independent; those of one week are not, so reality is wider.';
  return [
    `${paint.bold(title)} ${paint.dim(`${count(runs)} runs of ${trades} trades, seed ${seed}, capital ${dollars(capitalBase, 0)}`)}`,
    '',
    ...table,
    '',
    paint.dim(`  ${says}`),
    ...clusteredLines(view, paint),
    paint.dim(
      '  Drawdowns are of closed trades, one after the other; open positions are not marked.',
    ),
    '',
    ...findingLines(view.findings, paint),
    ...view.files.map((file) => `wrote ${file}`),
  ].join('\n');
}

function textOf(name: Distribution['name'], value: number): string {
  return name === 'profit_factor' ? plain(value) : dollars(value, 0);
}

/** Fewer random orders than these fall as deep: losses that come together are no accident of the order. */
const RARE_PCT = 5;

function clusteredLines({ method, distributions }: ResamplingView, paint: Paint): string[] {
  const drawdown = distributions.find(({ name }) => name === 'max_drawdown');
  if (method !== 'order' || drawdown === undefined || drawdown.asMuchPct >= RARE_PCT) return [];
  const share = plain(drawdown.asMuchPct);
  return [
    paint.yellow(
      `  Only ${share} % of the orders fall as deep as it was: its losses came together, so plan for more than the orders say.`,
    ),
  ];
}
