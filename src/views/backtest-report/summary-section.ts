/** The first screen: what the run says in words, and its headline figures with how far they can be trusted. */
import type { Interval } from '../../rules/bootstrap.ts';
import type { EquityMeasures, EquityPoint } from '../../rules/equity-measures.ts';
import type { Measure } from '../../rules/measure.ts';
import { growthPct } from '../../rules/monthly-returns.ts';
import type { Performance } from '../../rules/performance.ts';
import { px, scaleTo } from '../chart-scale.ts';
import { markup, NOTHING, type Html } from '../html-text.ts';
import { count, counted, dollars, plain, shown, signed, signedDollars } from '../number-text.ts';
import type { BacktestReport } from './report-facts.ts';

export function renderSummary(report: BacktestReport): Html {
  const { performance } = report;
  const idle = sayIdle(report.equity);
  return markup`<section id="result"><h2>Result</h2>
<p class="verdict">${sayResult(performance)}</p>
<div class="tiles">${tilesOf(performance)}</div>
${comparison(report)}
<p class="muted">${sayCapital(performance)}</p>${idle === null ? NOTHING : markup`<p class="muted">${idle}</p>`}</section>`;
}

/** Of the sessions, at the end, with nothing held. */
const LONG_IDLE = 0.1;

/** Prices that go on long after the last report thin every annual figure out. */
export function sayIdle(equity: readonly EquityPoint[]): string | null {
  const held = equity.findLastIndex(({ positions }) => positions > 0);
  const [lastHeld, last] = [equity[held], equity.at(-1)];
  if (lastHeld === undefined || last === undefined) return null;
  if (equity.length - 1 - held < equity.length * LONG_IDLE) return null;
  return `Nothing was held after ${lastHeld.date}, yet the prices go on to ${last.date}: growth a year, Sharpe, Sortino and the time in the market count that time too. --data-end-date ends the run earlier.`;
}

/** In one or two sentences, and never more than the sample allows. */
export function sayResult(performance: Performance): string {
  const { trades, wins, losses, totalPnl, intervals } = performance;
  if (trades === 0)
    return 'No trade was made, so there is nothing to judge. The skips and findings below say why.';
  const made = `${counted(trades, 'trade')} (${count(wins)} won, ${count(losses)} lost) made ${signedDollars(totalPnl)}.`;
  if ('reason' in intervals)
    return `${made} That is not enough trades to tell skill from luck: the figures describe these trades and nothing else.`;
  const { low, high } = intervals.averageReturnPct;
  const range = `The average return lies between ${signed(low)} % and ${signed(high)} % with 95 % confidence`;
  if (low > 0) return `${made} ${range}, all of it above zero.`;
  if (high < 0) return `${made} ${range}, all of it below zero.`;
  return `${made} ${range}. Zero is inside: this sample does not show that the rules make money.`;
}

function sayCapital({ equity }: Performance): string {
  return `Capital base: ${dollars(equity.capitalBase, 0)}, the dollars that all positions need at once. Equity, drawdown and annual figures are of this base. Intervals are 95 % bootstrap intervals; they draw trades as if these were independent, which trades of the same weeks are not, so the truth is less certain than they say.`;
}

type Tile = {
  readonly name: string;
  readonly figure: string;
  readonly side?: 'gain' | 'loss' | '';
  readonly note?: string;
  readonly interval?: Html;
};

function tilesOf(performance: Performance): Html[] {
  const { equity } = performance;
  const tiles: Tile[] = [
    {
      name: 'Total P&L',
      figure: signedDollars(performance.totalPnl, 0),
      side: side(performance.totalPnl),
      note:
        equity.capitalBase > 0
          ? `${signed((performance.totalPnl / equity.capitalBase) * 100, 1)} % of the capital base`
          : '',
    },
    { name: 'Growth a year', ...figureOf(equity.cagrPct, ' %'), note: 'CAGR of the capital base' },
    {
      name: 'Average return',
      ...figureOf(performance.averageReturnPct, ' %'),
      note: noteOf(performance.medianReturnPct, (median) => `median ${plain(median)} %`),
      interval: intervalOf(performance, 'averageReturnPct', { neutral: 0, unit: ' %' }),
    },
    {
      name: 'Profit factor',
      figure: shown(performance.profitFactor, ''),
      note: 'dollars won over dollars lost',
      interval: intervalOf(performance, 'profitFactor', { neutral: 1, unit: '' }),
    },
    {
      name: 'Win rate',
      figure: shown(performance.winRatePct, ' %'),
      note: `${count(performance.wins)} won, ${count(performance.losses)} lost`,
    },
    {
      name: 'Deepest drawdown',
      figure: `${plain(equity.maxDrawdownPct, 1)} %`,
      note: `${dollars(equity.maxDrawdown, 0)} below its peak`,
      interval: intervalOf(performance, 'maxDrawdown', { neutral: null, unit: '$' }),
    },
    {
      name: 'Sharpe, Sortino',
      figure: [...new Set([shown(equity.sharpe, ''), shown(equity.sortino, '')])].join(', '),
      note: `a year, of daily equity${noteOf(performance.tradeSharpe, (sharpe) => `; of trades ${plain(sharpe)}`)}`,
    },
    {
      name: 'In the market',
      figure: shown(equity.exposurePct, ' %'),
      note: noteOf(performance.averageHoldingDays, (days) => `${plain(days, 1)} days a trade`),
    },
  ];
  return tiles.map(renderTile);
}

function renderTile({
  name,
  figure,
  side: colour = '',
  note = '',
  interval = NOTHING,
}: Tile): Html {
  const isFigure = /\d|∞/.test(figure);
  return markup`<div class="tile"><h3>${name}</h3><p class="figure ${isFigure ? colour : 'missing'}">${figure}</p>${interval}<p class="note">${note}</p></div>`;
}

function figureOf(measure: Measure, unit: string): Pick<Tile, 'figure' | 'side'> {
  const { value } = measure;
  if (value === null) return { figure: measure.reason };
  return { figure: `${signed(value)}${unit}`, side: side(value) };
}

function noteOf({ value }: Measure, say: (value: number) => string): string {
  return value === null ? '' : say(value);
}

function side(value: number): 'gain' | 'loss' | '' {
  if (value === 0) return '';
  return value > 0 ? 'gain' : 'loss';
}

type IntervalName = 'averageReturnPct' | 'profitFactor' | 'maxDrawdown';
type IntervalScale = { readonly neutral: number | null; readonly unit: string };

function intervalOf(
  { intervals, trades }: Performance,
  name: IntervalName,
  { neutral, unit }: IntervalScale,
): Html {
  if (trades === 0) return NOTHING;
  if ('reason' in intervals)
    return markup`<p class="interval muted">no interval: ${intervals.reason}</p>`;
  const interval = intervals[name];
  const text = (value: number): string =>
    unit === '$' ? dollars(value, 0) : neutral === 0 ? `${signed(value)}${unit}` : plain(value);
  return markup`<p class="interval">${bar(interval, neutral)}${name === 'maxDrawdown' ? 'of closed trades, 95 %' : '95 %'}: ${text(interval.low)} … ${text(interval.high)}</p>`;
}

const BAR = { low: 2, high: 98 };

/** The interval against the value that would mean nothing was gained. */
function bar({ low, high }: Interval, neutral: number | null): Html {
  if (neutral === null || !Number.isFinite(high)) return NOTHING;
  const reach = Math.max(Math.abs(low - neutral), Math.abs(high - neutral)) * 1.15 || 1;
  const x = scaleTo({ low: neutral - reach, high: neutral + reach }, BAR);
  return markup`<svg class="interval-figure" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><path class="grid" d="M0 5H100"/><path class="span" d="M${px(x(low))} 5H${px(x(high))}"/><path class="neutral" d="M${px(x(neutral))} 0V10"/></svg>`;
}

function comparison({ performance, benchmark, equity }: BacktestReport): Html {
  if (benchmark === null) return NOTHING;
  const [from, to] = [benchmark.points[0], benchmark.points.at(-1)];
  const own = equity.at(-1);
  if (from === undefined || to === undefined || own === undefined) return NOTHING;
  const { capitalBase } = performance.equity;
  const sides: readonly Side[] = [
    { measures: performance.equity, growth: growthPct(capitalBase, own.equity) },
    { measures: benchmark.measures, growth: growthPct(capitalBase, to.equity) },
  ];
  const rows = COMPARED.map(
    ([name, cellOf]) =>
      markup`<tr><th scope="row">${name}</th>${sides.map((side) => markup`<td class="number">${cellOf(side)}</td>`)}</tr>`,
  );
  return markup`<table class="comparison"><caption>Against ${benchmark.ticker}: the capital base bought at the close of ${from.date} and held to ${to.date}, through splits, without dividends</caption><thead><tr><td></td><th scope="col">This run</th><th scope="col">${benchmark.ticker}, held</th></tr></thead><tbody>${rows}</tbody></table>`;
}

type Side = { readonly measures: EquityMeasures; readonly growth: number };

const COMPARED: readonly (readonly [string, (side: Side) => string])[] = [
  ['Return', ({ growth }) => `${signed(growth)} %`],
  ['Growth a year', ({ measures }) => shown(measures.cagrPct, ' %')],
  ['Deepest drawdown', ({ measures }) => `${plain(measures.maxDrawdownPct)} %`],
  ['Sharpe', ({ measures }) => shown(measures.sharpe, '')],
  ['Sortino', ({ measures }) => shown(measures.sortino, '')],
  ['In the market', ({ measures }) => shown(measures.exposurePct, ' %')],
];
