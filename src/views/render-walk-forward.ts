import type { Finding } from '../domain/finding.ts';
import type { Measure } from '../rules/measure.ts';
import type { Figures, Objective } from '../rules/objective.ts';
import type { Stability, WalkWindow, WindowKind } from '../rules/walk-forward.ts';
import { dollars, plain, shown, words } from './number-text.ts';
import type { Paint } from './paint.ts';
import { columnTitle, figureText, findingLines } from './render-grid.ts';
import { renderTable } from './render-table.ts';

type WindowView = WalkWindow & {
  readonly values: readonly string[];
  readonly inSample: Figures | null;
  readonly outOfSample: Figures | null;
  readonly ratio: Measure;
};

export type WalkForwardView = {
  readonly parameters: readonly string[];
  readonly points: number;
  readonly objective: Objective;
  readonly walks: readonly {
    readonly kind: WindowKind;
    readonly windows: readonly WindowView[];
    readonly pooled: {
      readonly figures: Figures;
      readonly idle: number;
      readonly ratio: Measure;
      readonly stability: Readonly<Record<string, Stability<string>>>;
    };
  }[];
  readonly findings: readonly Finding[];
  readonly files: readonly string[];
};

export function renderWalkForward(view: WalkForwardView, paint: Paint): string {
  const { objective, points } = view;
  const head = `${points} points, chosen by ${words(objective.name)} in training`;
  return [
    `${paint.bold('Walk-forward')} ${paint.dim(head)}`,
    '',
    ...view.walks.flatMap((walk) => walkLines(walk, view, paint)),
    ...findingLines(view.findings, paint),
    ...view.files.map((file) => `wrote ${file}`),
  ].join('\n');
}

function walkLines(
  { kind, windows, pooled }: WalkForwardView['walks'][number],
  { parameters, objective }: WalkForwardView,
  paint: Paint,
): string[] {
  const table = renderTable(
    {
      head: [
        ...['train', 'trade', ...parameters.map(words)],
        ...['in sample', 'out', 'ratio', 'trades', 'P&L'],
      ],
      rows: windows.map((window) => windowRow(window, objective)),
      textColumns: 2 + parameters.length,
    },
    paint,
  );
  return [
    paint.bold(`${kind} windows`),
    ...table,
    '',
    `  out of sample, together   ${pooledLine(pooled.figures, objective)}`,
    `  overfitting ratio         ${shown(pooled.ratio, '')} ${paint.dim('(1: as good as in training, 0: nothing left, below 0: lost)')}`,
    ...Object.entries(pooled.stability).map(([name, stability]) => stabilityLine(name, stability)),
    ...(pooled.idle > 0 ? [`  ${pooled.idle} windows had too few trades to choose by`] : []),
    '',
  ];
}

function windowRow(
  { train, test, values, inSample, outOfSample, ratio }: WindowView,
  { name }: Objective,
): string[] {
  return [
    `${train.from} … ${train.to}`,
    `${test.from} … ${test.to}`,
    ...values.map((value) => (value === '' ? '·' : value)),
    inSample === null ? '·' : figureText(inSample, name),
    outOfSample === null ? '·' : figureText(outOfSample, name),
    shown(ratio, ''),
    outOfSample === null ? '0' : figureText(outOfSample, 'trades'),
    outOfSample === null ? '·' : figureText(outOfSample, 'total_pnl'),
  ];
}

function pooledLine(figures: Figures, { name }: Objective): string {
  const { total_pnl: pnl } = figures;
  return [
    `${figureText(figures, 'trades')} trades`,
    `P&L ${pnl.value === null ? pnl.reason : dollars(pnl.value)}`,
    `profit factor ${figureText(figures, 'profit_factor')}`,
    ...(name === 'profit_factor' || name === 'total_pnl'
      ? []
      : [`${columnTitle(name)} ${figureText(figures, name)}`]),
    `drawdown ${figureText(figures, 'max_drawdown_pct')} %`,
    `Sharpe ${figureText(figures, 'sharpe')}`,
  ].join(' · ');
}

function stabilityLine(name: string, stability: Stability<string>): string {
  const { choices, distinct, mostChosen, mostChosenPct, changes } = stability;
  const value = mostChosen === '' ? 'not used' : (mostChosen ?? 'none');
  const said = `mostly ${value} (${plain(mostChosenPct, 0)} % of ${choices}), ${distinct} different, ${changes} changes`;
  return `  ${words(name).padEnd(25)} ${said}`;
}
