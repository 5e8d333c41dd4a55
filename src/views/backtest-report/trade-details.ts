/** What an opened trade shows under its row: the chart with its key, and every number of the trade. */
import { markup, NOTHING, type Html } from '../html-text.ts';
import { count, dollars, plain, price, signed, signedDollars, words } from '../number-text.ts';
import type { ListedTrade } from './packed-trades.ts';
import { renderTradeFigure, type FigureSize } from './trade-figure.ts';
import type { TradePicture } from './trade-picture.ts';
import { TRADE_COLUMNS } from './trade-rows.ts';

export type DetailFacts = {
  readonly trade: ListedTrade;
  readonly picture: TradePicture | null;
  readonly size: FigureSize;
  /** What the trailing stop reads, such as `10-week EMA`; null where there is none. */
  readonly trendName: string | null;
};

export function renderTradeDetails(facts: DetailFacts): Html {
  const { trade, picture } = facts;
  return markup`<tr class="details" id="details-${trade.index}" data-opened="${trade.index}"><td colspan="${TRADE_COLUMNS.length}"><div class="details-in">${
    picture === null
      ? markup`<p class="muted">The bars of this trade are not in the file: with those of every trade it would be too large to open.</p>`
      : chart(picture, facts)
  }<dl class="facts">${factsOf(facts).map(([name, value]) => markup`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl></div></td></tr>`;
}

function chart(picture: TradePicture, { trade, size, trendName }: DetailFacts): Html {
  const says = `Daily bars of ${trade.ticker} from ${picture.dates[0] ?? ''} to ${picture.dates.at(-1) ?? ''}: entry ${trade.entryDate} at ${price(trade.entryPrice)}, exit ${trade.exitDate} at ${price(trade.exitPrice)}`;
  const key = (name: string, text: string): Html =>
    markup`<span class="key"><i class="key-${name}"></i>${text}</span>`;
  return markup`<figure class="trade-chart" data-trade="${trade.index}">${renderTradeFigure(picture, size, says)}<figcaption><span class="readout" aria-hidden="true"></span><span class="keys">${key('entry', 'entry')}${key('exit', 'exit')}${key('stop', 'stop')}${
    trendName === null || picture.trend.length === 0 ? NOTHING : key('trend', trendName)
  }</span></figcaption></figure>`;
}

function factsOf({ trade, picture, trendName }: DetailFacts): [string, string][] {
  const { score, grade, gradeSource, gapSize, reportDate } = trade;
  const source = gradeSource === 'inferred' ? ' (from the score)' : '';
  const facts: [string, string | null][] = [
    ['Company', trade.companyName],
    ['Report', reportDate],
    [
      'Score, grade',
      `${score === null ? 'no score' : plain(score, 1)}, ${grade === null ? 'no grade' : `${grade}${source}`}`,
    ],
    ['Gap', gapSize === null ? null : `${signed(gapSize, 1)} %`],
    ['Entry', `${trade.entryDate} at ${price(trade.entryPrice)}`],
    ['Exit', `${trade.exitDate} at ${price(trade.exitPrice)}, ${words(trade.exitReason)}`],
    ['Shares', `${count(trade.shares)}, ${dollars(trade.invested)} invested`],
    [
      'Result',
      `${signedDollars(trade.pnl)}, ${signed(trade.returnPct)} % in ${trade.holdingDays} days`,
    ],
    ['Stop', picture === null ? null : sayStops(picture)],
    ['Trend', picture === null || trendName === null ? null : sayTrend(picture, trendName)],
  ];
  return facts.filter((fact): fact is [string, string] => fact[1] !== null && fact[1] !== '');
}

/** A split changes the stop with the shares: both levels are right, each on its days. */
function sayStops({ stopsAsSet, splits }: TradePicture): string | null {
  const levels = stopsAsSet.map(({ date, price: level }, at) =>
    at === 0 ? price(level) : `${price(level)} from ${date}`,
  );
  if (levels.length === 0) return null;
  const before =
    splits.length > stopsAsSet.length - 1 ? '; earlier bars are restated for a split' : '';
  return `${levels.join(', ')}${before}`;
}

function sayTrend({ trend }: TradePicture, name: string): string {
  const last = trend.at(-1);
  if (last === undefined) return `the ${name} was not read: no week was complete yet`;
  return `${name}, last read at ${price(last.price)}`;
}
