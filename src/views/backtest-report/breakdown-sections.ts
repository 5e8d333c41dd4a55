/** Months, exits, skips, and what went with a good return: the tables of the report. */
import { monthlyReturns } from '../../rules/monthly-returns.ts';
import type { Groups, Performance, TradeMeasures } from '../../rules/performance.ts';
import { markup, NOTHING, type Html } from '../html-text.ts';
import { count, counted, plain, shown, signed, signedDollars, words } from '../number-text.ts';
import { renderReturnHistogram, renderScoreScatter } from './distribution-figures.ts';
import type { BacktestReport } from './report-facts.ts';

/** Below it a group is a hint at most. */
const FEW_TRADES = 10;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

export function renderMonths({ equity, performance }: BacktestReport): Html {
  const years = monthlyReturns(equity, performance.equity.capitalBase);
  if (years.length === 0) return NOTHING;
  const head = MONTHS.map((month) => markup`<th scope="col">${month}</th>`);
  const rows = years.map(
    ({ year, months, total }) =>
      markup`<tr><th scope="row">${year}</th>${months.map(monthCell)}<td class="number total ${heatOf(total / 3)}">${signed(total, 1)}</td></tr>`,
  );
  return markup`<section id="months"><h2>Month by month</h2><p class="muted">Change of equity in per cent; the first and the last month may be parts of months.</p><div class="scroll" tabindex="0" role="region" aria-label="Returns by month"><table class="months"><caption class="unseen">Returns by month</caption><thead><tr><th scope="col">Year</th>${head}<th scope="col">Year</th></tr></thead><tbody>${rows}</tbody></table></div></section>`;
}

function monthCell(value: number | null): Html {
  if (value === null) return markup`<td></td>`;
  return markup`<td class="number ${heatOf(value)}">${signed(value, 1)}</td>`;
}

/** Three shades to either side; the number itself says the rest. */
function heatOf(pct: number): string {
  const size = Math.abs(pct);
  if (size < 0.05) return '';
  const shade = size >= 3 ? 3 : size >= 1 ? 2 : 1;
  return `heat-${pct < 0 ? 'loss' : 'gain'}-${shade}`;
}

export function renderExits({ performance, counts }: BacktestReport): Html {
  return markup`<section id="exits"><h2>Exits and skips</h2><div class="columns">${countTable('Exits by reason', performance.exitsByReason, 'No position was closed.')}${countTable('Candidates that were not entered, by reason', performance.skipsByReason, 'No candidate was skipped.')}</div><p class="muted">${counted(counts['candidates'] ?? 0, 'candidate')} in the input; ${count(counts['out_of_bounds'] ?? 0)} of them outside the score and gap bounds.</p></section>`;
}

function countTable(title: string, byReason: Readonly<Record<string, number>>, none: string): Html {
  const rows = Object.entries(byReason).sort(([, a], [, b]) => b - a);
  const total = rows.reduce((sum, [, number]) => sum + number, 0);
  if (total === 0) return markup`<div><h3>${title}</h3><p class="muted">${none}</p></div>`;
  const body = rows.map(
    ([reason, number]) =>
      markup`<tr><th scope="row">${words(reason)}</th><td class="number">${count(number)}</td><td class="number">${plain((number / total) * 100, 1)} %</td><td class="bar-cell">${share(number / total)}</td></tr>`,
  );
  return markup`<table class="counts"><caption>${title}</caption><thead><tr><th scope="col">Reason</th><th scope="col">Count</th><th scope="col">Share</th><td></td></tr></thead><tbody>${body}</tbody></table>`;
}

function share(part: number): Html {
  return markup`<svg class="share" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect width="${plain(part * 100, 1)}" height="8"/></svg>`;
}

export function renderBreakdowns({ performance, trades }: BacktestReport): Html {
  if (performance.trades === 0) return NOTHING;
  const scored = trades.flatMap(({ score, returnPct }) =>
    score === null ? [] : [{ score, returnPct }],
  );
  const largest = largestAverage(performance);
  const table = (title: string, groups: Groups): Html => groupTable(title, groups, largest);
  return markup`<section id="breakdowns"><h2>Where the returns come from</h2>
<div class="columns"><div>${table('By grade', performance.byGrade)}${table('By score', performance.byScore)}${table('By gap', performance.byGap)}</div><div><figure><h3>How returns are spread</h3>${renderReturnHistogram(trades.map(({ returnPct }) => returnPct))}<figcaption>Trades by their return in per cent; the outer columns hold all that lies beyond.</figcaption></figure><figure><h3>Score and return</h3>${scored.length === 0 ? markup`<p class="muted">No trade has a score.</p>` : renderScoreScatter(scored)}<figcaption>${sayCorrelation(performance)} ${sayGrades(performance)}</figcaption></figure></div></div>
<details class="more"><summary>By month of entry (${counted(Object.keys(performance.byMonth).length, 'month')})</summary>${table('By month of entry', performance.byMonth)}</details>
<p class="muted">Groups of fewer than ${FEW_TRADES} trades are marked “few”: a hint at most.</p></section>`;
}

function largestAverage({ byGrade, byScore, byGap }: Performance): number {
  const averages = [byGrade, byScore, byGap]
    .flatMap((groups) => Object.values(groups))
    .map(({ averageReturnPct }) => Math.abs(averageReturnPct.value ?? 0));
  return Math.max(1, ...averages);
}

export function sayCorrelation({ scoreReturn }: Performance): string {
  if ('reason' in scoreReturn) return `Score against return: ${scoreReturn.reason}.`;
  const { r, p } = scoreReturn;
  const means =
    p < 0.05
      ? `higher scores went with ${r > 0 ? 'higher' : 'lower'} returns`
      : 'no more than chance would give';
  return `Score against return: r = ${plain(r)}, ${sayChance(p)}: ${means}.`;
}

export function sayGrades({ gradesAbVsCd }: Performance): string {
  if ('reason' in gradesAbVsCd) return `Grades A and B against C and D: ${gradesAbVsCd.reason}.`;
  const { meanA, meanB, t, p } = gradesAbVsCd;
  const means = p < 0.05 ? 'they differ' : 'the difference may be chance';
  return `Grades A and B made ${signed(meanA)} % a trade, C and D ${signed(meanB)} % (Welch t = ${plain(t)}, ${sayChance(p)}): ${means}. Only grades that the report itself gave are compared.`;
}

function sayChance(p: number): string {
  return p < 0.01 ? 'p < 0.01' : `p = ${plain(p)}`;
}

function groupTable(title: string, groups: Groups, largest: number): Html {
  const rows = Object.entries(groups).map(([name, group]) => groupRow(name, group, largest));
  return markup`<div class="scroll"><table class="groups"><caption>${title}</caption><thead><tr><th scope="col">Group</th><th scope="col">Trades</th><th scope="col">Won</th><th scope="col">Average</th><td class="bar-cell"></td><th scope="col" class="wide">Median</th><th scope="col">P&amp;L</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}

function groupRow(name: string, group: TradeMeasures, largest: number): Html {
  const few = group.trades < FEW_TRADES ? markup` <small>few</small>` : NOTHING;
  const average = group.averageReturnPct.value ?? 0;
  return markup`<tr><th scope="row">${name}${few}</th><td class="number">${count(group.trades)}</td><td class="number">${shown(group.winRatePct, ' %').replace(/\.\d+/, '')}</td><td class="number">${signed(average)} %</td><td class="bar-cell">${diverging(average / largest)}</td><td class="number wide">${shown(group.medianReturnPct, ' %')}</td><td class="number">${signedDollars(group.totalPnl, 0)}</td></tr>`;
}

/** A bar from the middle: to the right for a gain. */
function diverging(part: number): Html {
  const width = Math.min(1, Math.abs(part)) * 49;
  const from = part < 0 ? 50 - width : 50;
  return markup`<svg class="diverging" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect class="${part < 0 ? 'loss' : 'gain'}" x="${plain(from, 1)}" width="${plain(width, 1)}" height="8"/><path class="neutral" d="M50 0V8"/></svg>`;
}
