import type { Finding } from '../domain/finding.ts';
import type { Groups, Performance, TradeMeasures } from '../rules/performance.ts';
import { dollars, plain, shown } from './number-text.ts';
import type { Paint } from './paint.ts';
import { renderFindings } from './render-findings.ts';

export type BacktestView = {
  /** What was simulated, in words. */
  readonly title: string;
  readonly span: string;
  readonly performance: Performance;
  readonly findings: readonly Finding[];
  readonly files: readonly string[];
};

/** More of one kind are counted; all of them are in the manifest. */
const MOST_OF_A_KIND = 3;

/** The summary of a run for a terminal. */
export function renderBacktest(view: BacktestView, paint: Paint): string {
  const { performance } = view;
  const lines = [
    `${paint.bold(view.title)} ${paint.dim(view.span)}`,
    '',
    ...totals(performance).map(([name, value]) => `  ${name.padEnd(22)} ${value}`),
    '',
    ...counts('exits', performance.exitsByReason, paint),
    ...counts('skipped', performance.skipsByReason, paint),
    ...groups('grade', performance.byGrade, paint),
    ...groups('score', performance.byScore, paint),
    ...groups('gap', performance.byGap, paint),
  ];
  const findings = shortened(view.findings);
  if (findings.length > 0)
    lines.push(paint.bold('Findings'), ...renderFindings(findings, paint), '');
  return [...lines, ...view.files.map((file) => `wrote ${file}`)].join('\n');
}

function totals(performance: Performance): [string, string][] {
  const { equity, scoreReturn, gradesAbVsCd, intervals } = performance;
  const between = ({ low, high }: { low: number; high: number }, unit: string): string =>
    `${plain(low)} … ${plain(high)}${unit}`;
  return [
    ['trades', `${performance.trades} (${performance.wins} won, ${performance.losses} lost)`],
    ['win rate', shown(performance.winRatePct, ' %')],
    ['total P&L', dollars(performance.totalPnl)],
    ['average return', shown(performance.averageReturnPct, ' %')],
    ['median return', shown(performance.medianReturnPct, ' %')],
    ['profit factor', shown(performance.profitFactor, '')],
    ['trade Sharpe', shown(performance.tradeSharpe, '')],
    ['holding days', shown(performance.averageHoldingDays, '')],
    ['capital base', dollars(equity.capitalBase)],
    [
      'max drawdown',
      `${dollars(equity.maxDrawdown)} (${plain(equity.maxDrawdownPct)} % of its peak)`,
    ],
    ['CAGR', shown(equity.cagrPct, ' %')],
    ['Sharpe, Sortino', `${shown(equity.sharpe, '')}, ${shown(equity.sortino, '')}`],
    ['exposure', shown(equity.exposurePct, ' %')],
    [
      'score and return',
      'reason' in scoreReturn
        ? scoreReturn.reason
        : `r ${plain(scoreReturn.r)}, p ${plain(scoreReturn.p)}`,
    ],
    [
      'A/B against C/D',
      'reason' in gradesAbVsCd
        ? gradesAbVsCd.reason
        : `t ${plain(gradesAbVsCd.t)}, p ${plain(gradesAbVsCd.p)}`,
    ],
    [
      '95 % intervals',
      'reason' in intervals
        ? intervals.reason
        : `profit factor ${between(intervals.profitFactor, '')}, return ${between(intervals.averageReturnPct, ' %')}`,
    ],
  ];
}

function counts(what: string, byReason: Readonly<Record<string, number>>, paint: Paint): string[] {
  const entries = Object.entries(byReason);
  if (entries.length === 0) return [];
  const words = entries.map(([reason, count]) => `${reason.replaceAll('_', ' ')} ${count}`);
  return [`${paint.bold(what.padEnd(8))} ${words.join(' · ')}`, ''];
}

function groups(what: string, byName: Groups, paint: Paint): string[] {
  const rows = Object.entries(byName);
  if (rows.length === 0) return [];
  const head = `${what.padEnd(8)} trades  win rate  average       P&L`;
  return [paint.bold(head), ...rows.map(([name, group]) => groupRow(name, group)), ''];
}

function groupRow(name: string, group: TradeMeasures): string {
  return [
    name.padEnd(8),
    String(group.trades).padStart(6),
    shown(group.winRatePct, ' %').padStart(9),
    shown(group.averageReturnPct, ' %').padStart(8),
    dollars(group.totalPnl).padStart(12),
  ].join(' ');
}

function shortened(findings: readonly Finding[]): Finding[] {
  const seen = new Map<string, number>();
  const kept = findings.filter(({ code }) => {
    seen.set(code, (seen.get(code) ?? 0) + 1);
    return (seen.get(code) ?? 0) <= MOST_OF_A_KIND;
  });
  const more = [...seen].filter(([, count]) => count > MOST_OF_A_KIND);
  return [
    ...kept,
    ...more.map(([code, count]): Finding => ({
      code,
      severity: 'info',
      subject: null,
      message: `${count - MOST_OF_A_KIND} more of this kind are in run_manifest.json`,
      remedy: null,
    })),
  ];
}
